import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { isGantryError } from '../core/errors.ts';

/** Wakes work by key: one run of a key at a time, and one more after it when the key was woken meanwhile. */
export interface WakeQueue {
  readonly wake: (key: string) => void;
  /** Resolves when nothing runs any more. */
  readonly idle: () => Promise<void>;
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

  const failureOf = (key: string): Promise<{ readonly error: unknown } | undefined> =>
    turns
      .add(() => work(key))
      .then(
        () => undefined,
        (error: unknown) => ({ error }),
      );

  const runOnce = async (key: string): Promise<void> => {
    for (let retry = 0; ; retry += 1) {
      const failure = await failureOf(key);
      if (failure === undefined) return;
      const delayMs = retryDelayMs(failure.error, retry);
      if (delayMs === undefined) return onError(failure.error, key);
      await sleep(delayMs);
    }
  };

  const drain = async (key: string, state: { again: boolean }): Promise<void> => {
    do {
      state.again = false;
      await runOnce(key);
    } while (state.again);
    running.delete(key);
  };

  return {
    wake: (key) => {
      const state = running.get(key);
      if (state !== undefined) {
        state.again = true;
        return;
      }
      const fresh = { again: false, done: Promise.resolve() };
      running.set(key, fresh);
      fresh.done = drain(key, fresh);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all([...running.values()].map((state) => state.done));
    },
  };
}

function retryDelayMs(error: unknown, retry: number): number | undefined {
  if (retry === maxRetries || !isGantryError(error) || error.name !== 'DependencyFailed') return undefined;
  return 'retryAfterMs' in error ? Number(error.retryAfterMs) : 0;
}
