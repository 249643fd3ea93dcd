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
