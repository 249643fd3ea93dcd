import type { BudgetHold, BudgetLimit } from '../ports/budget-ledger.ts';
import type { LostAttempt, Model, TokenUsage } from '../ports/model.ts';
import type { Cost } from '../wire/mission.ts';
import type { Spender } from './budgets.ts';
import { costMicroUsd } from './budgets.ts';
import { costOf } from './price-model.ts';
import type { SpendDeps } from './reserve.ts';
import { accountsOf, budgetSpent, reserve, settleHold } from './reserve.ts';
import type { SpendRecord } from './spend-records.ts';
import { saveSpend } from './spend-records.ts';

/** Settling goes on when the caller has given up: by then the money is spent. */
const settleMs = 5_000;

type Tokens = Pick<Cost, 'input_tokens' | 'output_tokens'>;

/** What a call turned out to cost; `microUsd` is null while nobody knows. */
interface Spent {
  readonly modelId: string;
  readonly microUsd: number | null;
  readonly tokens: Tokens;
}

export const noTokens: Tokens = { input_tokens: 0, output_tokens: 0 };

/** An answer's price at its own model. */
export function spentOn(
  model: Pick<Model, 'models'>,
  answer: { readonly modelId: string; readonly usage: TokenUsage },
): Spent & { readonly microUsd: number } {
  const { usd, ...tokens } = costOf(model, answer.modelId, answer.usage);
  return { modelId: answer.modelId, microUsd: costMicroUsd(usd), tokens };
}

/** A held call's lines in its mission's books; a consultation has no mission and only its accounts. */
export function openCall(
  deps: SpendDeps & { readonly model: Pick<Model, 'models'> },
  held: {
    readonly spender: Spender;
    readonly step: string;
    readonly hold: BudgetHold;
    readonly limits: readonly BudgetLimit[];
  },
) {
  const { spender, step, limits } = held;
  const accounts = accountsOf(limits);
  const atMs = deps.clock.nowMs();
  const note = async (hold: BudgetHold, spent: Spent, signal: AbortSignal): Promise<void> => {
    if (spender.mission === undefined) return;
    const record: SpendRecord = {
      id: hold.id,
      kind: 'call',
      step,
      model_id: spent.modelId,
      accounts: [...accounts],
      held_micro_usd: hold.microUsd,
      spent_micro_usd: spent.microUsd,
      ...spent.tokens,
      at_ms: atMs,
      ended_at_ms: spent.microUsd === null ? null : deps.clock.nowMs(),
    };
    await saveSpend(deps)(spender.mission.missionId, record, signal);
  };
  /** A store that fails now leaves the hold in place: counted too high, and never an answer lost that was paid for. */
  const settle = async (hold: BudgetHold, spent: Spent & { readonly microUsd: number }): Promise<void> => {
    const signal = AbortSignal.timeout(settleMs);
    const settled =
      hold.microUsd === 0
        ? Promise.resolve()
        : settleHold(deps.ledger, accounts, hold, spent.microUsd, signal);
    await Promise.allSettled([settled, note(hold, spent, signal)]);
  };
  return {
    begin: (modelId: string, signal: AbortSignal): Promise<void> =>
      note(held.hold, { modelId, microUsd: null, tokens: noTokens }, signal),
    close: (spent: Spent & { readonly microUsd: number }): Promise<void> => settle(held.hold, spent),
    /** Takes what a lost attempt cost beside the call's own hold, which stays whole for the next one; BudgetSpent where that has no room. */
    takeLost: async (lost: LostAttempt, signal: AbortSignal): Promise<void> => {
      const { tokens, ...spent } = spentOn(deps.model, lost);
      const hold = { id: deps.ids.make('hld'), microUsd: spent.microUsd };
      const short = hold.microUsd === 0 ? undefined : await reserve(deps.ledger, limits, hold, signal);
      if (short !== undefined) throw budgetSpent(short, hold.microUsd);
      await settle(hold, { ...spent, tokens: lost.isEstimate ? noTokens : tokens });
    },
  };
}
