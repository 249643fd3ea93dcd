import { useEffect, useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { isEnd } from '../mission/statuses.ts';
import type { MissionFilter } from '../shell/route.ts';
import { useLoad } from '../shell/use-load.ts';
import { joinPages } from './join-pages.ts';

const pageSize = 30;
const refreshEveryMs = 4_000;

/** The missions that a filter finds, as far as they were asked for. */
export interface MissionPages {
  readonly missions: readonly MissionView[] | undefined;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

type Page = Answers['listMissions'];

interface Older {
  readonly key: string;
  readonly pages: readonly Page[];
  readonly isLoading: boolean;
  readonly error: unknown;
}

/** Keeps the first page fresh while something on it runs, and adds older pages on demand. */
export function useMissionPages({ q, status, owner }: MissionFilter): MissionPages {
  const key = `${owner} ${status} ${q}`;
  const load = (cursor: string | undefined, signal?: AbortSignal): Promise<Page> =>
    call('listMissions', { query: { limit: pageSize, q, status, owner, cursor }, ...(signal && { signal }) });
  const first = useLoad(key, (signal) => load(undefined, signal));
  const [kept, setOlder] = useState<Older>({ key, pages: [], isLoading: false, error: undefined });
  const older = kept.key === key ? kept : { key, pages: [], isLoading: false, error: undefined };
  const missions = first.data && joinPages([first.data, ...older.pages]);
  const isRunning = missions?.some((mission) => !isEnd(mission.status)) ?? false;
  useRefresh(isRunning, first.reload);

  const cursor = (older.pages.at(-1) ?? first.data)?.next_cursor ?? null;
  const loadMore = (): void => {
    if (first.data === undefined || cursor === null || older.isLoading) return;
    // The first page of now is kept too: what newer missions push off it later has no other page to stand on.
    const before = [...older.pages, first.data];
    setOlder({ ...older, isLoading: true, error: undefined });
    load(cursor).then(
      (page) => setOlder({ ...older, pages: [...before, page], isLoading: false }),
      (error: unknown) => setOlder({ ...older, isLoading: false, error }),
    );
  };
  return {
    missions,
    error: first.error ?? older.error,
    hasMore: cursor !== null,
    isLoadingMore: older.isLoading,
    loadMore,
    reload: first.reload,
  };
}

function useRefresh(isRunning: boolean, reload: () => void): void {
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, refreshEveryMs);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
}
