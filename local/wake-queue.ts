import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { isGantryError } from '../core/errors.ts';

/** Wakes work by key: one run of a key at a time, and one more after it when the key was woken meanwhile. */
export interface WakeQueue {
  readonly wake: (key: string) => void;
  /** Resolves when nothing runs any more. */
  readonly idle: () => Promise<void>;
  /** Waits for what runs, and lets nothing be tried again after it. */
  readonly stop: () => Promise<void>;
}

const maxRetries = 200;

/**
 * Makes a queue; `atOnce` bounds how many keys are worked on at a time. Work that throws DependencyFailed runs again after its own delay, as
 * a stream would deliver it again; anything else, and what still fails after 200 times, goes to `onError`. One key's failure is its own.
 */
export function createWakeQueue(
  work: (key: string) => Promise<void>,
  onError: (error: unknown, key: string) => void,
  { atOnce = Number.POSITIVE_INFINITY }: { readonly atOnce?: number } = {},
): WakeQueue {
  const turns = new PQueue({ concurrency: atOnce });
  const running = new Map<string, { again: boolean; done: Promise<void> }>();
  const stopped = new AbortController();
  const runOnce = retrying((key) => turns.add(() => work(key)), onError, stopped.signal);

  const drain = async (key: string, state: { again: boolean }): Promise<void> => {
    do {
      state.again = false;
      await runOnce(key);
    } while (state.again && !stopped.signal.aborted);
    running.delete(key);
  };
  const wake = (key: string): void => {
    if (stopped.signal.aborted) return;
    const state = running.get(key);
    if (state !== undefined) {
      state.again = true;
      return;
    }
    const fresh = { again: false, done: Promise.resolve() };
    running.set(key, fresh);
    fresh.done = drain(key, fresh);
  };
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all([...running.values()].map((state) => state.done));
  };
  const stop = (): Promise<void> => {
    stopped.abort();
    return idle();
  };
  return { wake, idle, stop };
}

/** Work that is tried again while it asks for that, and until it is stopped. */
function retrying(
  work: (key: string) => Promise<void>,
  onError: (error: unknown, key: string) => void,
  stopped: AbortSignal,
) {
  return async (key: string): Promise<void> => {
    let failure = await failureOf(work(key));
    for (let retry = 0; failure !== undefined; retry += 1) {
      const delayMs = retryDelayMs(failure.error, retry);
      if (delayMs === undefined) return onError(failure.error, key);
      failure = (await rested(delayMs, stopped)) ? await failureOf(work(key)) : undefined;
    }
  };
}

const failureOf = (done: Promise<void>): Promise<{ readonly error: unknown } | undefined> =>
  done.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );

/** False where it was stopped before. */
const rested = (delayMs: number, stopped: AbortSignal): Promise<boolean> =>
  sleep(delayMs, true, { signal: stopped }).catch(() => false);

function retryDelayMs(error: unknown, retry: number): number | undefined {
  if (retry === maxRetries || !isGantryError(error) || error.name !== 'DependencyFailed') return undefined;
  return 'retryAfterMs' in error ? Number(error.retryAfterMs) : 0;
}
