import { describe, expect, test } from 'vitest';
import { costOf, priceOf } from '../../../core/budget/price-model.ts';

describe('a price', () => {
  test.each([
    ['built-in', 0, 0],
    ['claude-sonnet-4-5', 3, 15],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3, 15],
    ['anthropic.claude-opus-4-6-v1', 5, 25],
    ['proxy.claude-haiku-4-5.claude-sonnet-4-20250514', 3, 15],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0', 1, 5],
  ])('of %s is %d in and %d out', (id, inputUsd, outputUsd) => {
    expect(priceOf(id)).toMatchObject({
      inputUsd,
      outputUsd,
      cacheReadUsd: inputUsd / 10,
      cacheWriteUsd: inputUsd * 1.25,
    });
  });

  test.each([
    '',
    'gpt',
    'anthropic.claude-opus-9',
    'my-built-in',
    'x.built-in',
    'not-claude-sonnet-4-5',
    '__proto__',
    'constructor',
  ])('of %j is not known, and not zero', (id) => {
    expect(() => priceOf(id)).toThrow(
      expect.objectContaining({ name: 'PolicyDenied', code: 'model_price_unknown' }),
    );
  });
});

test('a cost counts what was read from and written to the cache at its own price', () => {
  const usage = {
    inputTokens: 1_000_000,
    outputTokens: 100_000,
    cacheReadTokens: 2_000_000,
    cacheWriteTokens: 400_000,
  };
  const cost = costOf('claude-sonnet-4-5', usage);
  expect(cost).toMatchObject({ input_tokens: 3_400_000, output_tokens: 100_000 });
  expect(cost.usd).toBeCloseTo(3 + 1.5 + 0.6 + 1.5, 10);
  expect(costOf('built-in', usage).usd).toBe(0);
});
