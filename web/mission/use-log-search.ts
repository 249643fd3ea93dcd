import { useMemo, useState } from 'preact/hooks';
import type { LogStep, Match } from './log-steps.ts';
import { findLines } from './log-steps.ts';

/** What is sought in a log and which find one is at. */
export interface LogSearching {
  readonly sought: string;
  readonly seek: (sought: string) => void;
  readonly finds: number;
  /** From 0. */
  readonly place: number;
  readonly match: Match | undefined;
  readonly go: (by: 1 | -1) => void;
}

/** Keeps what is sought while the log grows. */
export function useLogSearch(steps: readonly LogStep[]): LogSearching {
  const [sought, setSought] = useState('');
  const [place, setPlace] = useState(0);
  const matches = useMemo(() => findLines(steps, sought), [steps, sought]);
  const at = Math.min(place, Math.max(0, matches.length - 1));
  const match = matches[at];
  return {
    sought,
    seek: (text) => {
      setSought(text);
      setPlace(0);
    },
    finds: matches.length,
    place: at,
    match: useMemo(() => match, [match?.at, match?.line, sought]),
    go: (by) => setPlace(matches.length === 0 ? 0 : (at + by + matches.length) % matches.length),
  };
}
