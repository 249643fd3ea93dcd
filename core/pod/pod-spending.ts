import { limitsOf } from '../budget/budgets.ts';
import { podMicroUsd } from '../budget/price-pod.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { accountsOf, budgetSpent, reserve, settleHold } from '../budget/reserve.ts';
import type { SpendRecord } from '../budget/spend-records.ts';
import { findSpend, saveSpend } from '../budget/spend-records.ts';
import type { Mission } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import type { PodHost } from '../ports/pod-host.ts';
import type { MissionId, PodId } from '../wire/ids.ts';
import { defaultPodLimits, longestWorkMs } from '../wire/pod.ts';

type HostDeps = { readonly podHost: Pick<PodHost, 'isolation'> };

/** Holds what a pod may cost at most, before it is launched; BudgetSpent when that is not left. */
export const holdForPod =
  (deps: Omit<SpendDeps, 'ids'> & HostDeps) =>
  async (mission: Mission, podId: PodId, waitMs: number, signal: AbortSignal): Promise<void> => {
    const nowMs = deps.clock.nowMs();
    const limits = limitsOf(deps.budgets, spenderOf(mission), nowMs);
    const longestSeconds = (waitMs + longestWorkMs(defaultPodLimits)) / 1_000;
    const hold = { id: podId, microUsd: podMicroUsd(deps.podHost.isolation, longestSeconds) };
    const short = hold.microUsd === 0 ? undefined : await reserve(deps.ledger, limits, hold, signal);
    if (short !== undefined) throw budgetSpent(short, hold.microUsd);
    const spend: SpendRecord = {
      id: podId,
      kind: 'pod',
      step: 'build',
      model_id: null,
      accounts: [...accountsOf(limits)],
      held_micro_usd: hold.microUsd,
      spent_micro_usd: null,
      input_tokens: 0,
      output_tokens: 0,
      at_ms: nowMs,
      ended_at_ms: null,
    };
    await saveSpend(deps)(mission.missionId, spend, signal);
  };

/** Puts a pod's true cost, by its seconds, in the place of its hold. Whoever sees the pod end does it, once; a pod without a hold is left. */
export const settlePod =
  (deps: Pick<SpendDeps, 'ledger' | 'records' | 'clock'>) =>
  async (missionId: MissionId, podId: PodId, signal: AbortSignal): Promise<void> => {
    const spend = await findSpend(deps)(missionId, podId, signal);
    if (spend === undefined || spend.spent_micro_usd !== null) return;
    const nowMs = deps.clock.nowMs();
    const hold = { id: podId, microUsd: spend.held_micro_usd };
    // Nothing was held for a pod that costs nothing, whatever the price of others.
    const isPaid = hold.microUsd > 0;
    const spentMicroUsd = isPaid ? podMicroUsd('fargate', (nowMs - spend.at_ms) / 1_000) : 0;
    if (isPaid) await settleHold(deps.ledger, spend.accounts, hold, spentMicroUsd, signal);
    await saveSpend(deps)(
      missionId,
      { ...spend, spent_micro_usd: spentMicroUsd, ended_at_ms: nowMs },
      signal,
    );
  };
