import { isGantryError } from '../core/errors.ts';

/** Wakes work by key: one run of a key at a time, and one more after it when the key was woken meanwhile. */
export interface WakeQueue {
  readonly wake: (key: string) => void;
  /** Resolves when nothing runs any more. */
  readonly idle: () => Promise<void>;
}

const maxRetries = 200;

/** Makes a queue. Work that throws DependencyFailed runs again after its own delay, as a stream would deliver it again; anything else goes to `onError`. */
export function createWakeQueue(
  work: (key: string) => Promise<void>,
  onError: (error: unknown, key: string) => void,
): WakeQueue {
  const running = new Map<string, { again: boolean; done: Promise<void> }>();

  const runOnce = async (key: string): Promise<void> => {
    for (let retry = 0; retry < maxRetries; retry += 1) {
      try {
        return await work(key);
      } catch (error) {
        const delayMs = retryDelayMs(error);
        if (delayMs === undefined) return onError(error, key);
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
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

function retryDelayMs(error: unknown): number | undefined {
  if (!isGantryError(error) || error.name !== 'DependencyFailed') return undefined;
  return 'retryAfterMs' in error ? Number(error.retryAfterMs) : 0;
}
