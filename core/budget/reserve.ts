import { BudgetSpent } from '../errors.ts';
import type { BudgetHold, BudgetLedger, BudgetLimit } from '../ports/budget-ledger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Budgets } from './budgets.ts';
import { usdOf } from './budgets.ts';

/** What whoever spends needs. */
export interface SpendDeps {
  readonly ledger: BudgetLedger;
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly budgets: Budgets;
}

/** The account that had no room, and what is used of it. */
export interface Shortfall {
  readonly limit: BudgetLimit;
  readonly leftMicroUsd: number;
}

/** Holds an amount in every account, or in none: what the first ones held is given back when a later one is short. */
export async function reserve(
  ledger: BudgetLedger,
  limits: readonly BudgetLimit[],
  hold: BudgetHold,
  signal: AbortSignal,
): Promise<Shortfall | undefined> {
  for (const [index, limit] of limits.entries()) {
    const answer = await ledger.reserve(limit, hold, signal);
    if (answer.outcome === 'held') continue;
    await settleHold(ledger, accountsOf(limits.slice(0, index)), hold, 0, signal);
    return { limit, leftMicroUsd: Math.max(0, limit.capMicroUsd - answer.usedMicroUsd) };
  }
  return undefined;
}

/** Puts what was spent in a hold's place in each account. */
export async function settleHold(
  ledger: BudgetLedger,
  accounts: readonly string[],
  hold: BudgetHold,
  spentMicroUsd: number,
  signal: AbortSignal,
): Promise<void> {
  for (const account of accounts) await ledger.settle(account, hold, spentMicroUsd, signal);
}

export const accountsOf = (limits: readonly BudgetLimit[]): readonly string[] =>
  limits.map(({ account }) => account);

const ways: Readonly<Record<string, { readonly name: string; readonly wayOn: string }>> = {
  mission: {
    name: "This mission's budget",
    wayOn: 'Retry it with a larger budget_usd; it goes on from what is stored.',
  },
  day: {
    name: 'Your budget for today',
    wayOn: 'Continue tomorrow (UTC), or have GANTRY_DAILY_BUDGET_USD raised.',
  },
  month: {
    name: 'Your budget for this month',
    wayOn: 'Continue next month (UTC), or have GANTRY_MONTHLY_BUDGET_USD raised.',
  },
};

/** The error of a budget that has no room for what comes next. */
export function budgetSpent({ limit, leftMicroUsd }: Shortfall, neededMicroUsd: number): BudgetSpent {
  const { name, wayOn } = ways[limit.account.slice(0, limit.account.indexOf('#'))] ?? {
    name: 'The budget',
    wayOn: '',
  };
  const [cap, left, needed] = [limit.capMicroUsd, leftMicroUsd, neededMicroUsd].map(dollars);
  return new BudgetSpent(
    'budget_spent',
    `${name} of ${cap} has ${left} left, and the next step may need ${needed}. ${wayOn}`.trim(),
    { details: { cap_usd: usdOf(limit.capMicroUsd), left_usd: usdOf(leftMicroUsd) } },
  );
}

/** Cents where they tell enough, more digits below. */
export function dollars(microUsd: number): string {
  const usd = usdOf(microUsd);
  return `$${usd > 0 && usd < 0.1 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
