import { PolicyDenied } from '../errors.ts';
import { shownModelId } from '../model/describe-model.ts';
import type { Model, TokenUsage } from '../ports/model.ts';
import type { Cost } from '../wire/mission.ts';
import type { ModelFacts, TokenPrice } from '../wire/models.ts';

const perMillion = 1_000_000;

/** The prices of a call with so many tokens of input, cached or not: of the highest tier that it is above. */
export function pricesAt(facts: ModelFacts, inputTokens: number): TokenPrice {
  const tier = facts.tiers
    .filter(({ above_input_tokens: above }) => inputTokens > above)
    .toSorted((left, right) => right.above_input_tokens - left.above_input_tokens)[0];
  return (tier ?? facts).usd_per_million_tokens;
}

/** What a call to a model cost. */
export function costAt(facts: ModelFacts, usage: TokenUsage): Cost {
  const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const price = pricesAt(facts, inputTokens);
  const usd =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cache_read +
    usage.cacheWriteTokens * price.cache_write;
  return { usd: usd / perMillion, input_tokens: inputTokens, output_tokens: usage.outputTokens };
}

/** What is known of a model that answered; PolicyDenied where it is none of those that were to be asked. */
function factsOf({ models }: Pick<Model, 'models'>, modelId: string): ModelFacts {
  const found = [...models.author, ...models.quick].find(({ id }) => id === modelId);
  if (found !== undefined) return found;
  throw new PolicyDenied(
    'model_price_unknown',
    `An answer came from ${shownModelId(modelId)}, which was not asked and has no price here.`,
  );
}

/** What a call to one of `model`'s models cost. */
export function costOf(model: Pick<Model, 'models'>, modelId: string, usage: TokenUsage): Cost {
  return costAt(factsOf(model, modelId), usage);
}
