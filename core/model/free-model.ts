import type { ModelFacts } from '../wire/models.ts';

/** A model that runs on somebody's own machine and that nothing is known of: it costs nothing, and is taken for a small one that does not think. */
export function freeModel(modelId: string): ModelFacts {
  return {
    id: modelId,
    match: modelId,
    usd_per_million_tokens: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
    tiers: [],
    context_tokens: 32_768,
    answer_tokens: 8_192,
    cache_minimum_tokens: null,
    thinking: 'never',
    thinking_tokens: { low: 0, medium: 0, high: 0 },
    refuses: [],
  };
}

/** True where no call of the model can cost anything. */
export function isFree({ usd_per_million_tokens: usd, tiers }: ModelFacts): boolean {
  return [usd, ...tiers.map((tier) => tier.usd_per_million_tokens)].every((price) =>
    Object.values(price).every((each) => each === 0),
  );
}
