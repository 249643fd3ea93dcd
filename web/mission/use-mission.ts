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
  readonly view: Loaded<MissionView>;
}

/** Events come in bursts, and one view answers for all of a burst. */
const gatherMs = 150;

/** Follows a mission while its screen is there. */
export function useMission(missionId: string): LiveMission {
  const [feed, setFeed] = useState(emptyFeed);
  const [link, setLink] = useState<Link>('connecting');
  const view = useLoad(missionId, (signal) => call('status', { params: { mission_id: missionId }, signal }));
  const isFound = view.data !== undefined;

  // Only a mission that the API knows is followed: a refused socket does not say why.
  useEffect(() => {
    if (!isFound) return;
    const following = followMission(browserLine(missionId), { feed: setFeed, link: setLink });
    addEventListener('online', following.hurry);
    return () => {
      removeEventListener('online', following.hurry);
      following.stop();
    };
  }, [missionId, isFound]);

  const seq = lastSeq(feed);
  const hasEnded = isEnd(feed.events.at(-1)?.status ?? '');
  useEffect(() => {
    if (seq <= (view.data?.seq ?? 0)) return;
    const timer = setTimeout(view.reload, hasEnded ? 0 : gatherMs);
    return () => clearTimeout(timer);
  }, [seq, hasEnded, view.data?.seq, view.reload]);

  return { feed, link, view };
}
