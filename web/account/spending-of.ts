import type { MissionView } from '../../core/wire/mission.ts';

/** What was spent, as far as the missions at hand tell. */
export interface Spending {
  readonly totalUsd: number;
  readonly missions: number;
  /** When the oldest of them began; undefined where there is none. */
  readonly since: string | undefined;
  /** Oldest first, without gaps, ending today; each by its date where the reader is. */
  readonly days: readonly { readonly day: string; readonly usd: number }[];
  /** Dearest first. */
  readonly models: readonly { readonly model: string; readonly usd: number; readonly missions: number }[];
}

const daysShown = 14;
const dayMs = 24 * 60 * 60 * 1_000;
const unknownModel = 'Before a model wrote';

/** Adds up what missions cost: by the day on which they began, and by the model that wrote. Talk and plans are no missions and are not in it. */
export function spendingOf(missions: readonly MissionView[], nowMs: number): Spending {
  const byDay = Map.groupBy(missions, ({ created_at: at }) => dayOf(Date.parse(at)));
  const byModel = Map.groupBy(missions, ({ model }) => model ?? unknownModel);
  return {
    totalUsd: sumOf(missions),
    missions: missions.length,
    since: missions.map(({ created_at: at }) => at).sort()[0],
    days: lastDays(nowMs).map((day) => ({ day, usd: sumOf(byDay.get(day) ?? []) })),
    models: [...byModel]
      .map(([model, own]) => ({ model, usd: sumOf(own), missions: own.length }))
      .sort((left, right) => right.usd - left.usd),
  };
}

const sumOf = (missions: readonly MissionView[]): number =>
  missions.reduce((sum, { cost }) => sum + cost.usd, 0);

function lastDays(nowMs: number): readonly string[] {
  const noonMs = new Date(nowMs).setHours(12, 0, 0, 0);
  return Array.from({ length: daysShown }, (_, index) => dayOf(noonMs - (daysShown - 1 - index) * dayMs));
}

/** The date of a moment where the reader is, as 2026-01-31. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
