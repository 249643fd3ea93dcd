import { useEffect } from 'preact/hooks';
import type { AppView } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { isEnd } from '../mission/statuses.ts';
import { type Loaded, useLoad } from '../shell/use-load.ts';

/** A conversation as the list has it. */
export type Spoken = Answers['conversations']['conversations'][number];

/** What is one's own, each from one list; undefined while it is on its way. */
export interface Home {
  readonly apps: Loaded<readonly AppView[]>;
  readonly missions: Loaded<readonly MissionView[]>;
  readonly conversations: Loaded<readonly Spoken[]>;
}

const missionsRead = 50;
const conversationsShown = 6;
const refreshEveryMs = 4_000;

/** Reads what home shows, and keeps it fresh while something runs. */
export function useHome(): Home {
  const missions = useLoad(
    'missions',
    async (signal) => (await call('listMissions', { query: { limit: missionsRead }, signal })).missions,
  );
  const running = missions.data?.filter(({ status }) => !isEnd(status)).length ?? 0;
  // An app comes with its first preview, so the list is read again whenever a mission ends.
  const apps = useLoad(`apps ${running}`, async (signal) => (await call('listApps', { signal })).apps);
  const conversations = useLoad(
    `conversations ${running}`,
    async (signal) =>
      (await call('conversations', { query: { limit: conversationsShown }, signal })).conversations,
  );
  useEffect(() => {
    if (running === 0) return;
    const timer = setInterval(() => !document.hidden && missions.reload(), refreshEveryMs);
    return () => clearInterval(timer);
  }, [running > 0, missions.reload]);
  return { apps, missions, conversations };
}

/** Whether nobody has begun anything here yet; undefined until that is known. */
export function isFirstTime({ apps, missions, conversations }: Home): boolean | undefined {
  const counts = [apps.data, missions.data, conversations.data].map((list) => list?.length);
  if (counts.some((count) => count !== undefined && count > 0)) return false;
  return counts.includes(undefined) ? undefined : true;
}
