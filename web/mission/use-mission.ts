import { useEffect, useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { call } from '../api/call.ts';
import type { Loaded } from '../shell/use-load.ts';
import { useLoad } from '../shell/use-load.ts';
import { browserLine } from './browser-line.ts';
import type { Feed } from './feed.ts';
import { emptyFeed, lastSeq } from './feed.ts';
import type { Link } from './follow-mission.ts';
import { followMission } from './follow-mission.ts';
import { isEnd } from './statuses.ts';

/** A mission as it is now: its events from the socket, the rest as the API has it after the latest of them. */
export interface LiveMission {
  readonly feed: Feed;
  readonly link: Link;
  readonly view: Loaded<MissionView | undefined>;
  /** The view with the status that is known to be the latest; undefined until there is a view. */
  readonly mission: MissionView | undefined;
}

/** No event tells of a place in the queue. */
const placeMs = 10_000;
/** Events come in bursts, and one view answers for all of a burst. */
const gatherMs = 150;

interface Followed {
  readonly missionId: string | undefined;
  readonly feed: Feed;
  readonly link: Link;
}

const notYet = (missionId: string | undefined): Followed => ({
  missionId,
  feed: emptyFeed,
  link: 'connecting',
});

/** Follows a mission while its screen is there; with undefined, none. */
export function useMission(missionId: string | undefined): LiveMission {
  const [followed, setFollowed] = useState<Followed>(notYet(missionId));
  const view = useLoad<MissionView | undefined>(missionId ?? '', async (signal) =>
    missionId === undefined ? undefined : call('status', { params: { mission_id: missionId }, signal }),
  );
  const isFound = view.data !== undefined;

  // Only a mission that the API knows is followed: a refused socket does not say why.
  useEffect(() => {
    if (!isFound || missionId === undefined) return;
    setFollowed(notYet(missionId));
    const following = followMission(browserLine(missionId), {
      feed: (feed) => setFollowed((now) => ({ ...now, feed })),
      link: (link) => setFollowed((now) => ({ ...now, link })),
    });
    addEventListener('online', following.hurry);
    return () => {
      removeEventListener('online', following.hurry);
      following.stop();
    };
  }, [missionId, isFound]);

  const { feed, link } = followed.missionId === missionId ? followed : notYet(missionId);
  const seq = lastSeq(feed);
  const hasEnded = isEnd(feed.events.at(-1)?.status ?? '');
  useEffect(() => {
    if (seq <= (view.data?.seq ?? 0)) return;
    const timer = setTimeout(view.reload, hasEnded ? 0 : gatherMs);
    return () => clearTimeout(timer);
  }, [seq, hasEnded, view.data?.seq, view.reload]);

  const isQueued = view.data?.status === 'QUEUED';
  useEffect(() => {
    if (!isQueued) return;
    const timer = setInterval(view.reload, placeMs);
    return () => clearInterval(timer);
  }, [isQueued, view.reload]);

  return { feed, link, view, mission: view.data && latestOf(view.data, feed) };
}

/** The socket is ahead of the API for a moment; but while it tells what was, the API knows better. */
function latestOf(view: MissionView, feed: Feed): MissionView {
  const last = feed.events.at(-1);
  const status = last !== undefined && last.seq >= view.seq ? last.status : view.status;
  return { ...view, status: status as MissionView['status'] };
}
