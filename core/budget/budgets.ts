import type { BudgetLimit } from '../ports/budget-ledger.ts';
import type { MissionId } from '../wire/ids.ts';

/** What may be spent, in US dollars, where nobody said otherwise; days and months are UTC's. */
export interface Budgets {
  readonly missionUsd: number;
  readonly dailyUsd: number;
  readonly monthlyUsd: number;
}

/** Who spends: a user, and the mission that it is for, with the cap its owner gave it. */
export interface Spender {
  readonly owner: string;
  readonly mission:
    | {
        readonly missionId: MissionId;
        readonly capUsd: number | null;
        /** What it spent through no fault of its own, and may spend once more; its owner's day and month count it all the same. */
        readonly unchargedUsd?: number;
      }
    | undefined;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Whole millionths of a dollar; rounded down for a cap, up for a cost, so that rounding never spends. */
export const capMicroUsd = (usd: number): number => Math.floor(usd * 1_000_000 + 1e-6);
export const costMicroUsd = (usd: number): number => Math.ceil(usd * 1_000_000 - 1e-6);
export const usdOf = (microUsd: number): number => microUsd / 1_000_000;

/** Every account that a spender's spending goes through, the narrowest first; records outlive the time they are spent from. */
export function limitsOf(budgets: Budgets, spender: Spender, nowMs: number): readonly BudgetLimit[] {
  const mission = spender.mission;
  const { daily, monthly } = userLimits(budgets, spender.owner, nowMs);
  if (mission === undefined) return [daily, monthly];
  return [
    {
      account: `mission#${mission.missionId}`,
      capMicroUsd: capMicroUsd((mission.capUsd ?? budgets.missionUsd) + (mission.unchargedUsd ?? 0)),
      expiresAtMs: nowMs + 90 * dayMs,
    },
    daily,
    monthly,
  ];
}

/** A user's day and month. */
export function userLimits(
  budgets: Budgets,
  owner: string,
  nowMs: number,
): { readonly daily: BudgetLimit; readonly monthly: BudgetLimit } {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return {
    daily: {
      account: `day#${owner}#${day}`,
      capMicroUsd: capMicroUsd(budgets.dailyUsd),
      expiresAtMs: nowMs + 3 * dayMs,
    },
    monthly: {
      account: `month#${owner}#${day.slice(0, 7)}`,
      capMicroUsd: capMicroUsd(budgets.monthlyUsd),
      expiresAtMs: nowMs + 40 * dayMs,
    },
  };
}
