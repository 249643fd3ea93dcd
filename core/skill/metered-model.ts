import { addCost } from '../budget/add-cost.ts';
import { costOf } from '../budget/price-model.ts';
import type { Model } from '../ports/model.ts';
import type { Cost } from '../wire/mission.ts';

/** A model whose every answer is counted, so that a skill cannot spend without its being on record. It stops answering when `signal` aborts. */
export function meterModel(
  model: Model,
  signal: AbortSignal,
): { readonly model: Model; readonly spent: () => Cost } {
  let cost: Cost = { usd: 0, input_tokens: 0, output_tokens: 0 };
  return {
    spent: () => cost,
    model: {
      ...model,
      converse: async (call, options) => {
        signal.throwIfAborted();
        const turn = await model.converse(call, {
          ...options,
          signal: AbortSignal.any([signal, options.signal]),
        });
        cost = addCost(cost, costOf(model, turn.modelId, turn.usage));
        return turn;
      },
    },
  };
}
