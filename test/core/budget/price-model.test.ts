import { describe, expect, test } from 'vitest';
import { costAt, costOf, pricesAt } from '../../../core/budget/price-model.ts';
import { knownModel } from './known-model.ts';

const haiku = knownModel('claude-haiku-5-5');
const sonnet = knownModel('claude-sonnet-4-5');
const usage = {
  inputTokens: 1_000_000,
  outputTokens: 100_000,
  cacheReadTokens: 2_000_000,
  cacheWriteTokens: 400_000,
};

describe('a cost', () => {
  test('counts what was read from and written to the cache at its own price', () => {
    const cost = costAt(sonnet, usage);
    expect(cost).toMatchObject({ input_tokens: 3_400_000, output_tokens: 100_000 });
    expect(cost.usd).toBeCloseTo(3 + 1.5 + 0.6 + 1.5, 10);
    expect(costAt(knownModel('built-in'), usage).usd).toBe(0);
  });

  test.each([
    [100_000, 0, 0.01 + 0.0005],
    [100_001, 0, 0.0500005 + 0.0025],
    [1_000, 99_001, 0.0005 + 0.00495005 + 0.0025],
  ])(
    'of %d tokens read anew and %d from the cache is of the tier that both together are in',
    (input, cached, usd) => {
      const { usd: is } = costAt(haiku, {
        inputTokens: input,
        outputTokens: 1_000,
        cacheReadTokens: cached,
        cacheWriteTokens: 0,
      });
      expect(is).toBeCloseTo(usd, 10);
    },
  );

  test('is of the highest tier where there are several, in whatever order', () => {
    const [tier] = haiku.tiers;
    const higher = { above_input_tokens: 500_000, usd_per_million_tokens: sonnet.usd_per_million_tokens };
    const tiers = [higher, ...(tier ? [tier] : [])];
    expect(pricesAt({ ...haiku, tiers }, 500_001)).toBe(higher.usd_per_million_tokens);
    expect(pricesAt({ ...haiku, tiers: tiers.toReversed() }, 500_001)).toBe(higher.usd_per_million_tokens);
    expect(pricesAt({ ...haiku, tiers }, 500_000)).toBe(tier?.usd_per_million_tokens);
    expect(pricesAt({ ...haiku, tiers }, 1)).toBe(haiku.usd_per_million_tokens);
  });
});

test('an answer is priced by the model that gave it, and one that nobody asked has no price', () => {
  const model = { models: { author: [sonnet], quick: [haiku] } };
  expect(costOf(model, sonnet.id, usage)).toEqual(costAt(sonnet, usage));
  expect(costOf(model, haiku.id, usage)).toEqual(costAt(haiku, usage));
  const other = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/x';
  expect(() => costOf(model, other, usage)).toThrow(
    expect.objectContaining({
      name: 'PolicyDenied',
      code: 'model_price_unknown',
      message: expect.not.stringContaining('123456789012'),
    }),
  );
});
