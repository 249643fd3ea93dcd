import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Timers } from '../../../local/state-machine/timers.ts';

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Lets everything that needs no time run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await nextTurn();
}

/** A clock and its timers that move only when told to. */
export interface ManualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** How many timers are armed. */
  armed(): number;
  /** Moves on, firing each timer at its own moment, in order. */
  advance(ms: number): Promise<void>;
}

export function createManualTime(startMs = Date.UTC(2026, 0, 1)): ManualTime {
  const alarms = new Set<Alarm>();
  let nowMs = startMs;
  const earliest = (untilMs: number): Alarm | undefined =>
    [...alarms].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
  return {
    clock: { nowMs: () => nowMs },
    timers: {
      at(atMs, callback) {
        const alarm = { atMs, callback };
        alarms.add(alarm);
        return () => void alarms.delete(alarm);
      },
    },
    armed: () => alarms.size,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (let alarm = earliest(untilMs); alarm !== undefined; alarm = earliest(untilMs)) {
        alarms.delete(alarm);
        nowMs = Math.max(nowMs, alarm.atMs);
        alarm.callback();
        await settled();
      }
      nowMs = untilMs;
    },
  };
}
