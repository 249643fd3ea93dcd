import type { Quota } from './quotas.ts';

/** How many times the day's average its busiest hour is. */
export const busyFactor = 10;

export interface Bound {
  readonly quota: Quota;
  /** Missions a day at which its busiest hour takes all of it. */
  readonly missionsADay: number;
  /** How much of it the asked day takes in its busiest hour; 1 is all. */
  readonly use: number;
}

export interface Simulation {
  readonly missionsADay: number;
  /** In the busiest hour, if nothing bound. */
  readonly atOnce: number;
  /** The tightest first. */
  readonly bounds: readonly Bound[];
  /** The longest that a mission waits for its turn; Infinity where the day as a whole is too much. */
  readonly longestWaitMinutes: number;
}

/** A day of missions against quotas: its busiest hour has ten times the average, and whatever is bound waits its turn. */
export function simulateDay(
  missionsADay: number,
  { quotas, missionMinutes }: { readonly quotas: readonly Quota[]; readonly missionMinutes: number },
): Simulation {
  const perMinute = (missionsADay / 1_440) * busyFactor;
  const bounds = quotas
    .map((quota): Bound => {
      const most = mostPerMinute(quota, missionMinutes);
      return { quota, missionsADay: (most * 1_440) / busyFactor, use: perMinute / most };
    })
    .toSorted((one, other) => other.use - one.use);
  const tightest = bounds[0]?.use ?? 0;
  return {
    missionsADay,
    atOnce: Math.ceil(perMinute * missionMinutes),
    bounds,
    longestWaitMinutes: waitMinutes(tightest),
  };
}

/** Missions a minute that use a quota up. */
function mostPerMinute({ value, per, missionTakes }: Quota, missionMinutes: number): number {
  const units = value / missionTakes;
  if (per === 'second') return units * 60;
  return per === 'minute' ? units : units / missionMinutes;
}

/** What the busiest hour has too much waits; it is worked off in the rest of the day, if that is below the quota. */
function waitMinutes(use: number): number {
  if (use <= 1) return 0;
  if (use >= busyFactor) return Number.POSITIVE_INFINITY;
  return 60 * (use - 1);
}
