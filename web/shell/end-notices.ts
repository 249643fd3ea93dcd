import type { MissionView } from '../../core/wire/mission.ts';
import { isEnd } from '../mission/statuses.ts';

const key = 'gantry.end-notices';

/** Why there can be no notification, or how it stands with the person's wish for one. */
export type NoticeChoice = 'impossible' | 'refused' | 'off' | 'on';

/** Whether this device tells when a mission ends. The browser's own permission counts; a wish without it is none. */
export function readNoticeChoice(): NoticeChoice {
  if (!('Notification' in globalThis)) return 'impossible';
  if (Notification.permission === 'denied') return 'refused';
  return Notification.permission === 'granted' && isWished() ? 'on' : 'off';
}

/** Turns notices on, which asks the browser for permission, or off; answers how it stands afterwards. */
export async function keepNoticeChoice(isWanted: boolean): Promise<NoticeChoice> {
  localStorage.setItem(key, isWanted ? 'yes' : 'no');
  if (isWanted && Notification.permission === 'default') await Notification.requestPermission();
  return readNoticeChoice();
}

function isWished(): boolean {
  try {
    return localStorage.getItem(key) === 'yes';
  } catch {
    return false;
  }
}

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
