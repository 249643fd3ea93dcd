import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import type { Feed, LogLine } from './feed.ts';
import { liveLog, parseLog } from './feed.ts';

/** An attempt's log: as it came live where all of it did, else as the API keeps it, asked again when more has come. */
export function useLog(missionId: string, feed: Feed, attempt: number): readonly LogLine[] {
  const [kept, setKept] = useState<{ readonly attempt: number; readonly lines: readonly LogLine[] }>();
  const live = liveLog(feed, attempt);
  const isBuilt = feed.events.some(
    (event) => event.event === 'bundle-handed-over' && event.data.attempt === attempt,
  );
  const wantsKept = isBuilt && feed.isReady && !live.isWhole;
  useEffect(() => {
    if (!wantsKept) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call('missionLog', {
        params: { mission_id: missionId },
        query: { attempt },
        signal: abort.signal,
      }).then(
        (text) => setKept({ attempt, lines: parseLog(text) }),
        // A log that is not there yet is asked for again when the next line or event comes.
        () => undefined,
      );
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [missionId, attempt, wantsKept, feed.events.length, feed.batches.length]);
  if (live.isWhole || kept?.attempt !== attempt) return live.lines;
  return kept.lines;
}
