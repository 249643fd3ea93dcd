import { Conflict } from '../errors.ts';
import type { BudgetHold, BudgetLimit } from '../ports/budget-ledger.ts';
import type { Model, ModelCall, ModelTurn } from '../ports/model.ts';
import type { Cost } from '../wire/mission.ts';
import type { CallBound } from './bound-call.ts';
import { boundAt, boundCall, tokensFor } from './bound-call.ts';
import type { Spender } from './budgets.ts';
import { costMicroUsd, limitsOf } from './budgets.ts';
import { toldCostMicroUsd } from './failed-call-cost.ts';
import { costOf } from './price-model.ts';
import type { SpendDeps } from './reserve.ts';
import { accountsOf, budgetSpent, reserve, settleHold } from './reserve.ts';
import type { SpendRecord } from './spend-records.ts';
import { saveSpend } from './spend-records.ts';

/** What calls are for: who pays, and the stage that asks. */
export interface SpendOccasion {
  readonly spender: Spender;
  readonly step: string;
}

/** An answer of fewer tokens is of no use; a call that wants fewer is served with what it wants. */
const usefulTokens = 1_000;
/** Others that reserve at the same time move what is left; each turn that is lost made somebody else's call possible. */
const maxRaces = 6;
/** Settling goes on when the caller has given up: by then the money is spent. */
const settleMs = 5_000;

const noTokens = { input_tokens: 0, output_tokens: 0 };

/**
 * A model whose every call is paid for before it is made: an upper bound is held in all accounts of the spender, the answer's length is cut to
 * what is left, and the true cost takes the hold's place. BudgetSpent when too little is left; a free model is never refused. A hold whose
 * process dies stays counted, because nobody knows what its call cost.
 */
export function budgetedModel(
  deps: SpendDeps & { readonly model: Model },
  { spender, step }: SpendOccasion,
): Model {
  const { model } = deps;
  return {
    ...model,
    converse: async (call, options) => {
      const bound = boundCall(model, call);
      const limits = limitsOf(deps.budgets, spender, deps.clock.nowMs());
      const { hold, maxTokens } = await holdFor(deps, limits, call, bound, options.signal);
      const account = openCall(deps, { spender, step, hold, accounts: accountsOf(limits) });
      let heardBytes = 0;
      const onDelta = (text: string): void => {
        heardBytes += new TextEncoder().encode(text).length;
        options.onDelta?.(text);
      };
      try {
        await account.note(null, noTokens, options.signal);
        const turn = await model.converse({ ...call, maxTokens }, { ...options, onDelta });
        await account.close(...costOfTurn(turn));
        return turn;
      } catch (error) {
        const isUnderWay = heardBytes > 0 || options.signal.aborted;
        const heard = isUnderWay ? Math.min(hold.microUsd, boundAt(bound, heardBytes)) : 0;
        await account.close(Math.max(heard, toldCostMicroUsd(error)), noTokens);
        throw error;
      }
    },
  };
}

function costOfTurn(turn: ModelTurn): [number, Pick<Cost, 'input_tokens' | 'output_tokens'>] {
  const { usd, ...tokens } = costOf(turn.modelId, turn.usage);
  return [costMicroUsd(usd), tokens];
}

async function holdFor(
  deps: SpendDeps,
  limits: readonly BudgetLimit[],
  call: ModelCall,
  bound: CallBound,
  signal: AbortSignal,
): Promise<{ readonly hold: BudgetHold; readonly maxTokens: number }> {
  const id = deps.ids.make('hld');
  let { maxTokens } = call;
  for (let race = 0; race < maxRaces; race += 1) {
    const hold = { id, microUsd: boundAt(bound, maxTokens) };
    if (hold.microUsd === 0) return { hold, maxTokens };
    const short = await reserve(deps.ledger, limits, hold, signal);
    if (short === undefined) return { hold, maxTokens };
    maxTokens = tokensFor(bound, short.leftMicroUsd, maxTokens);
    const least = Math.min(call.maxTokens, usefulTokens);
    if (maxTokens < least) throw budgetSpent(short, boundAt(bound, least));
  }
  throw new Conflict('budget_busy', 'Too many calls reserve from this budget at once; try again.');
}

/** A call's line in its mission's books; a consultation has no mission and only its accounts. */
function openCall(
  deps: SpendDeps & { readonly model: Model },
  held: {
    readonly spender: Spender;
    readonly step: string;
    readonly hold: BudgetHold;
    readonly accounts: readonly string[];
  },
) {
  const { spender, step, hold, accounts } = held;
  const atMs = deps.clock.nowMs();
  const note = async (
    spentMicroUsd: number | null,
    tokens: Pick<Cost, 'input_tokens' | 'output_tokens'>,
    signal: AbortSignal,
  ): Promise<void> => {
    if (spender.mission === undefined) return;
    const record: SpendRecord = {
      id: hold.id,
      kind: 'call',
      step,
      model_id: deps.model.id,
      accounts: [...accounts],
      held_micro_usd: hold.microUsd,
      spent_micro_usd: spentMicroUsd,
      ...tokens,
      at_ms: atMs,
      ended_at_ms: spentMicroUsd === null ? null : deps.clock.nowMs(),
    };
    await saveSpend(deps)(spender.mission.missionId, record, signal);
  };
  return {
    note,
    /** A store that fails now leaves the hold in place: counted too high, and never an answer lost that was paid for. */
    close: async (
      spentMicroUsd: number,
      tokens: Pick<Cost, 'input_tokens' | 'output_tokens'>,
    ): Promise<void> => {
      const signal = AbortSignal.timeout(settleMs);
      const settled =
        hold.microUsd === 0
          ? Promise.resolve()
          : settleHold(deps.ledger, accounts, hold, spentMicroUsd, signal);
      await Promise.allSettled([settled, note(spentMicroUsd, tokens, signal)]);
    },
  };
}
