import { setTimeout } from 'node:timers/promises';

/** Waits; ends early, and without an error, when the caller goes. */
export const pause = (waitMs: number, signal: AbortSignal): Promise<void> =>
  setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
