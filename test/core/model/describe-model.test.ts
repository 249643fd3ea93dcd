import { describe, expect, test } from 'vitest';
import { describeModel, shownModelId } from '../../../core/model/describe-model.ts';
import type { ModelCatalogue } from '../../../core/wire/models.ts';
import { modelFamilySchema } from '../../../core/wire/models.ts';

const family = (match: string, output: number) =>
  modelFamilySchema.parse({
    match,
    usd_per_million_tokens: { input: 2, output, cache_read: 0.1, cache_write: 2.5 },
    tiers: [
      {
        above_input_tokens: 1_000,
        usd_per_million_tokens: { input: 4, output: 2 * output, cache_read: 0.2, cache_write: 5 },
      },
    ],
    context_tokens: 1_000,
    answer_tokens: 100,
    cache_minimum_tokens: null,
    thinking: 'never',
    thinking_tokens: { low: 0, medium: 0, high: 0 },
  });
const arn = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
const catalogue: ModelCatalogue = {
  version: 1,
  families: [
    family('claude-sonnet-5', 10),
    family('claude-sonnet-5-5', 20),
    family('large-coder', 40),
    family('acme/large-coder', 50),
    family('acme/coder', 30),
  ],
  surcharges: [{ prefixes: ['anthropic.', 'eu.'], factor: 1.1 }],
  aliases: { [arn]: 'eu.anthropic.claude-sonnet-5-5', 'acme/sonnet': 'claude-sonnet-5' },
  defaults: {},
};
const outputOf = (id: string): number => describeModel(catalogue, id).usd_per_million_tokens.output;

describe('a model', () => {
  test.each([
    ['claude-sonnet-5', 10],
    ['claude-sonnet-5-5', 20],
    ['claude-sonnet-5-20260630', 10],
    ['claude-sonnet-5-2026-06-30', 10],
    ['claude-sonnet-5@default', 10],
    ['global.anthropic.claude-sonnet-5-5-v1:0', 20],
    ['openrouter/anthropic/claude-sonnet-5:floor', 10],
    ['acme/coder', 30],
    ['others/large-coder', 40],
    ['acme/large-coder', 50],
    ['acme/sonnet', 10],
  ])('%s is known by its family, at $%d a million tokens', (id, usd) => {
    expect(describeModel(catalogue, id)).toMatchObject({ id, usd_per_million_tokens: { output: usd } });
  });

  test.each(['anthropic.claude-sonnet-5', 'eu.anthropic.claude-sonnet-5-20260630-v1:0'])(
    '%s costs what its place adds, in every tier',
    (id) => {
      expect(describeModel(catalogue, id)).toMatchObject({
        usd_per_million_tokens: { input: 2.2, output: 11, cache_read: 0.11, cache_write: 2.75 },
        tiers: [{ above_input_tokens: 1_000, usd_per_million_tokens: { input: 4.4, output: 22 } }],
      });
    },
  );

  test('that is an ARN costs what the model costs that it stands for, or names', () => {
    expect(outputOf(arn)).toBe(22);
    expect(
      outputOf('arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5'),
    ).toBe(11);
    expect(
      outputOf('arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-5'),
    ).toBe(10);
  });

  test.each([
    '',
    'claude',
    'claude-sonnet-5-6',
    'claude-sonnet-5-mini',
    'my-claude-sonnet-5',
    'claude-sonnet-5/else',
    'claude-sonnet-55',
    'claude.sonnet.5',
    'coder',
    '__proto__',
    'constructor',
  ])('%j is not known, and what is not known is not free', (id) => {
    expect(() => describeModel(catalogue, id)).toThrow(
      expect.objectContaining({
        name: 'PolicyDenied',
        code: 'model_price_unknown',
        message: expect.stringMatching(
          /Add its family .* models\.yaml, or in the file that GANTRY_MODELS names/,
        ),
      }),
    );
  });

  test('that is an unknown ARN is to be given an alias, and no account is shown', () => {
    const unknown = `${arn}def`;
    expect(() => describeModel(catalogue, unknown)).toThrow(/under `aliases`/);
    expect(() => describeModel(catalogue, unknown)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('123456789012') }),
    );
  });
});

test('an id is shown without account numbers', () => {
  expect(shownModelId(arn)).toBe('arn:aws:bedrock:eu-west-1:************:application-inference-profile/abc');
  expect(shownModelId('claude-haiku-4-5-20251001')).toBe('claude-haiku-4-5-20251001');
});
