import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import type { Feed, LogLine } from './feed.ts';
import { liveLog, parseLog } from './feed.ts';

/** An attempt's log as far as it is here. */
export interface AttemptLog {
  readonly lines: readonly LogLine[];
  /** Whether it may hold more than `lines`, and nobody knows yet. */
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly reload: () => void;
}

interface Kept {
  readonly attempt: number;
  readonly lines?: readonly LogLine[];
  readonly error?: unknown;
}

const gatherMs = 300;

/** An attempt's log: as it came live where all of it did, else as the API keeps it, asked again when more has come. */
export function useLog(missionId: string, feed: Feed, attempt: number): AttemptLog {
  const live = liveLog(feed, attempt);
  const isBuilt = feed.events.some(
    (event) => event.event === 'bundle-handed-over' && event.data.attempt === attempt,
  );
  const wantsKept = isBuilt && feed.isReady && !live.isWhole;
  const { kept, reload } = useKeptLog(missionId, { attempt, wantsKept, feed });
  const lines = live.isWhole ? live.lines : (kept?.lines ?? live.lines);
  return {
    lines,
    isLoading: lines.length === 0 && (!feed.isReady || (wantsKept && kept === undefined)),
    error: live.isWhole ? undefined : kept?.error,
    reload,
  };
}

function useKeptLog(
  missionId: string,
  {
    attempt,
    wantsKept,
    feed,
  }: { readonly attempt: number; readonly wantsKept: boolean; readonly feed: Feed },
): { readonly kept: Kept | undefined; readonly reload: () => void } {
  const [kept, setKept] = useState<Kept>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!wantsKept) return;
    const abort = new AbortController();
    const { signal } = abort;
    const timer = setTimeout(() => {
      call('missionLog', { params: { mission_id: missionId }, query: { attempt }, signal }).then(
        (text) => setKept({ attempt, lines: parseLog(text) }),
        (error: unknown) =>
          !signal.aborted &&
          setKept((before) => ({ ...(before?.attempt === attempt && before), attempt, error })),
      );
    }, gatherMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [missionId, attempt, wantsKept, turn, feed.events.length, feed.batches.length]);
  return { kept: kept?.attempt === attempt ? kept : undefined, reload: () => setTurn(turn + 1) };
}
