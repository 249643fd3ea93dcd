import type { Clock } from '../../../core/ports/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  readonly advance: (ms: number) => void;
}

export function manualClock(startMs: number = Date.UTC(2026, 0, 2, 3, 4, 5)): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
