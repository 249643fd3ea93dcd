import type { BudgetLedger, BudgetLimit } from '../ports/budget-ledger.ts';
import type { Clock } from '../ports/clock.ts';
import type { BudgetView } from '../wire/limits.ts';
import type { Budgets } from './budgets.ts';
import { usdOf, userLimits } from './budgets.ts';

/** What a user may spend today and this month, and what is left of it. */
export const viewBudget =
  (deps: { readonly ledger: BudgetLedger; readonly clock: Clock; readonly budgets: Budgets }) =>
  async (owner: string, { signal }: { readonly signal: AbortSignal }): Promise<BudgetView> => {
    const now = new Date(deps.clock.nowMs());
    const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
    const { daily, monthly } = userLimits(deps.budgets, owner, now.getTime());
    return {
      mission_usd: deps.budgets.missionUsd,
      daily: await allowance(deps.ledger, daily, Date.UTC(year, month, day + 1), signal),
      monthly: await allowance(deps.ledger, monthly, Date.UTC(year, month + 1), signal),
    };
  };

async function allowance(
  ledger: BudgetLedger,
  limit: BudgetLimit,
  renewsAtMs: number,
  signal: AbortSignal,
): Promise<BudgetView['daily']> {
  const { usedMicroUsd, heldMicroUsd } = await ledger.read(limit.account, signal);
  return {
    cap_usd: usdOf(limit.capMicroUsd),
    used_usd: usdOf(usedMicroUsd),
    held_usd: usdOf(heldMicroUsd),
    left_usd: usdOf(Math.max(0, limit.capMicroUsd - usedMicroUsd)),
    renews_at: new Date(renewsAtMs).toISOString(),
  };
}
