import type { Clock } from '../../core/ports/clock.ts';

/** Calls back once, at or after a moment of the clock; what it returns calls it off. */
export interface Timers {
  at(atMs: number, callback: () => void): () => void;
}

/** setTimeout fires at once beyond this many milliseconds, so longer waits are slept in parts. */
const longestSleepMs = 2 ** 31 - 1;

/** Real timers; none of them keeps the process alive. */
export function createSystemTimers(clock: Clock): Timers {
  return {
    at(atMs, callback) {
      let timer: NodeJS.Timeout;
      const arm = (): void => {
        const leftMs = atMs - clock.nowMs();
        const due = leftMs <= longestSleepMs;
        timer = setTimeout(due ? callback : arm, Math.max(0, due ? leftMs : longestSleepMs));
        timer.unref();
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}

/** Resolves at that moment (never for null); rejects with the signal's reason, and leaves no timer behind. */
export function sleepUntil(timers: Timers, atMs: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const wake = (): void => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const cancel = atMs === null ? () => {} : timers.at(atMs, wake);
    const abort = (): void => {
      cancel();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}
