import { socketsOf } from '../../../core/mission/live-sockets.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { makePorts } from '../ports/make-ports.ts';
import { manualClock } from '../ports/manual-clock.ts';
import { never } from '../ports/never.ts';
import { missionId, userId } from './samples.ts';

/** One ready socket of a mission, on a clock that the test moves. */
export async function openInbox() {
  const clock = manualClock();
  const feed = fakeLiveFeed();
  const deps = { ...makePorts(), clock, liveFeed: feed.liveFeed };
  const socket = {
    connection_id: 'c1',
    mission_id: missionId,
    held_by: { user_id: userId, username: 'ada', grant_id: 'ses_1' },
    sent: 0,
    is_ready: true,
    opened_at_ms: 0,
  };
  const key = { partition: socketsOf(missionId), sort: 'c1' };
  await deps.records.put(key, socket, { condition: { kind: 'any' } }, never);
  return { clock, feed, deps, missionId, frames: () => feed.inbox('c1') };
}
