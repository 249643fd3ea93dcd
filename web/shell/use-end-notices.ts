import { useEffect } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { statusWords } from '../mission/statuses.ts';
import { readNoticeChoice } from './end-notices.ts';
import { endedSince, runningIn } from './ended-since.ts';
import { hrefOf } from './route.ts';

const lookEveryMs = 10_000;
const missionsRead = 20;

/** Tells of missions that end, where the person asked for it on this device. Of all open tabs one looks. */
export function useEndNotices(): void {
  useEffect(() => {
    const abort = new AbortController();
    // The lock is given to the next tab when this one goes.
    navigator.locks
      ?.request('gantry.end-notices', { signal: abort.signal }, () => look(abort.signal))
      .catch(() => undefined);
    return () => abort.abort();
  }, []);
}

async function look(signal: AbortSignal): Promise<void> {
  let running: ReadonlySet<string> = new Set();
  while (!signal.aborted) {
    if (readNoticeChoice() === 'on') running = await tellOfEnds(running, signal).catch(() => running);
    await pause(signal);
  }
}

async function tellOfEnds(running: ReadonlySet<string>, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { missions } = await call('listMissions', { query: { limit: missionsRead }, signal });
  for (const { mission_id: missionId, status, speech, app } of endedSince(running, missions)) {
    const title = [statusWords[status].label, app ?? ''].filter((part) => part !== '').join(': ');
    // The tag makes two notices of one mission one.
    const notice = new Notification(title, { body: visibleText(speech), tag: missionId });
    notice.onclick = () => {
      focus();
      location.hash = hrefOf({ screen: 'mission', missionId, tab: 'overview' });
      notice.close();
    };
  }
  return runningIn(missions);
}

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, lookEveryMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
