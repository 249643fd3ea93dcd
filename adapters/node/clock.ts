import type { Clock } from '../../core/ports/clock.ts';

/** The machine's own clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };
