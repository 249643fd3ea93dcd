import { PolicyDenied } from '../errors.ts';
import type { TokenUsage } from '../ports/model.ts';
import type { Cost } from '../wire/mission.ts';

/** US dollars for a million tokens; cache reads and writes have prices of their own. */
export interface TokenPrice {
  readonly inputUsd: number;
  readonly outputUsd: number;
  readonly cacheReadUsd: number;
  readonly cacheWriteUsd: number;
}

const perMillion = 1_000_000;

const price = (inputUsd: number, outputUsd: number): TokenPrice => ({
  inputUsd,
  outputUsd,
  cacheReadUsd: inputUsd / 10,
  cacheWriteUsd: (inputUsd * 5) / 4,
});

const free: TokenPrice = { inputUsd: 0, outputUsd: 0, cacheReadUsd: 0, cacheWriteUsd: 0 };

/** On-demand list prices by the family that stands in a model's id (Amazon Bedrock price page, 2026); the longest match wins. */
const prices: Readonly<Record<string, TokenPrice>> = {
  'claude-haiku-4-5': price(1, 5),
  'claude-sonnet-4-5': price(3, 15),
  'claude-sonnet-4-6': price(3, 15),
  'claude-sonnet-4-20250514': price(3, 15),
  'claude-opus-4-5': price(5, 25),
  'claude-opus-4-6': price(5, 25),
};

/** The price of a model by its id or inference profile; PolicyDenied when it is not known, since an unknown price is not zero. */
export function priceOf(modelId: string): TokenPrice {
  if (modelId === 'built-in') return free;
  const family = Object.keys(prices)
    .filter((name) => modelId === name || modelId.includes(`.${name}`))
    .toSorted((left, right) => right.length - left.length)[0];
  const found = family === undefined ? undefined : prices[family];
  if (found !== undefined) return found;
  throw new PolicyDenied(
    'model_price_unknown',
    `The price of model ${modelId} is not known, so nothing is spent on it. Use a model of core/budget/price-model.ts in GANTRY_MODEL_IDS, or add its price there.`,
  );
}

/** What a call cost. */
export function costOf(modelId: string, usage: TokenUsage): Cost {
  const { inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd } = priceOf(modelId);
  const usd =
    usage.inputTokens * inputUsd +
    usage.outputTokens * outputUsd +
    usage.cacheReadTokens * cacheReadUsd +
    usage.cacheWriteTokens * cacheWriteUsd;
  return {
    usd: usd / perMillion,
    input_tokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
  };
}
