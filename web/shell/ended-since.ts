import type { MissionView } from '../../core/wire/mission.ts';
import { isEnd } from '../mission/statuses.ts';

/** The missions that ran when they were last looked at and have ended since: what one did not see running is not told. */
export function endedSince(
  running: ReadonlySet<string>,
  missions: readonly MissionView[],
): readonly MissionView[] {
  return missions.filter(({ mission_id: id, status }) => running.has(id) && isEnd(status));
}

/** The ids of those that run. */
export const runningIn = (missions: readonly MissionView[]): ReadonlySet<string> =>
  new Set(missions.flatMap(({ mission_id: id, status }) => (isEnd(status) ? [] : [id])));
