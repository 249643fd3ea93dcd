import { Conflict } from '../errors.ts';
import type { BudgetHold, BudgetLimit } from '../ports/budget-ledger.ts';
import type { ConverseOptions, LostAttempt, Model, ModelCall } from '../ports/model.ts';
import type { CallBound } from './bound-call.ts';
import { boundAt, boundCall, mostOutputTokens, tokensFor } from './bound-call.ts';
import type { Spender } from './budgets.ts';
import { limitsOf } from './budgets.ts';
import { noTokens, openCall, spentOn } from './call-account.ts';
import { toldCostMicroUsd } from './failed-call-cost.ts';
import type { SpendDeps } from './reserve.ts';
import { budgetSpent, reserve } from './reserve.ts';

/** What calls are for: who pays, and the stage that asks. */
export interface SpendOccasion {
  readonly spender: Spender;
  readonly step: string;
}

/** An answer of fewer tokens is of no use; a call that wants fewer is served with what it wants. */
const usefulTokens = 1_000;
/** Others that reserve at the same time move what is left; each turn that is lost made somebody else's call possible. */
const maxRaces = 6;

/**
 * A model whose every call is paid for before it is made: an upper bound, with all the thinking that is allowed and at the dearest model of the
 * role, is held in all accounts of the spender, the answer's length is cut to what is left, and the true cost takes the hold's place. An attempt
 * that came to nothing is taken apart before another is made, so that the hold is enough for that one too; an answer whose stream broke costs
 * its estimated usage. BudgetSpent when too little is left; a free model is never refused. A hold whose process dies stays counted, because
 * nobody knows what its call cost.
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
      const account = openCall(deps, { spender, step, hold, limits });
      const attempt = followAttempts(model, account, options);
      try {
        await account.begin(model.id, options.signal);
        const turn = await model.converse({ ...call, maxTokens }, { ...options, ...attempt.hooks });
        await account.close(spentOn(model, turn));
        return turn;
      } catch (error) {
        const heard = (heardBytes: number): number =>
          Math.min(hold.microUsd, boundAt(bound, mostOutputTokens(heardBytes, maxTokens)));
        const microUsd =
          attempt.untakenMicroUsd() ?? toldCostMicroUsd(model, error) ?? attempt.heardCost(heard);
        await account.close({ modelId: model.id, microUsd, tokens: noTokens });
        throw error;
      }
    },
  };
}

/** What is known of the attempt that is under way: what was heard of it, its thinking too, and what the one before it cost until that is taken. */
function followAttempts(
  model: Pick<Model, 'models'>,
  account: ReturnType<typeof openCall>,
  options: ConverseOptions,
) {
  let heard: { readonly bytes: number } | undefined;
  let untaken: number | undefined;
  const hear = (text: string): void => {
    heard = { bytes: (heard?.bytes ?? 0) + new TextEncoder().encode(text).length };
  };
  return {
    hooks: {
      onText: (text: string): void => {
        hear(text);
        options.onText?.(text);
      },
      onThinking: (text: string): void => {
        hear(text);
        options.onThinking?.(text);
      },
      beforeAnother: async (lost: LostAttempt): Promise<void> => {
        untaken = spentOn(model, lost).microUsd;
        await account.takeLost(lost, options.signal);
        untaken = undefined;
        heard = undefined;
        await options.beforeAnother?.(lost);
      },
    },
    untakenMicroUsd: (): number | undefined => untaken,
    /** Nothing for a call of which nothing was heard and that nobody broke off. */
    heardCost: (priceOf: (heardBytes: number) => number): number =>
      heard !== undefined || options.signal.aborted ? priceOf(heard?.bytes ?? 0) : 0,
  };
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
  throw new Conflict('budget_busy', 'Too many requests use this budget at once. Try again.');
}
