import { describe, expect, it } from 'vitest';
import { kindInWords, waitTold, withWait } from '../../../core/model/fault-words.ts';

const nowMs = Date.parse('2026-11-30T18:00:00Z');

describe('the words of a provider', () => {
  it.each([
    ['Input is too long for requested model.', 'too-long'],
    [
      'The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum',
      'too-long',
    ],
    [
      'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length',
      'too-long',
    ],
    ["This model's maximum context length is 65536 tokens. However, you requested 69648 tokens.", 'too-long'],
    [
      'Your input exceeds the context window of this model. Please adjust your input and try again. context_length_exceeded',
      'too-long',
    ],
    ['request (302 tokens) exceeds the available context size (256 tokens), try increasing it', 'too-long'],
    ['the input length exceeds the context length', 'too-long'],
    [
      'the prompt is longer than the context length currently available to the model; shorten the prompt',
      'too-long',
    ],
    ['The number of tokens to keep from the initial prompt is greater than the context length.', 'too-long'],
    [
      'Trying to keep the first 5016 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
      'too-long',
    ],
    ['Too many tokens per day, please wait before trying again.', 'quota'],
    [
      'Rate limit reached for gpt-x in organization org-1 on tokens per day (TPD): Limit 10000, Used 9987, Requested 2000.',
      'quota',
    ],
    [
      'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
      'quota',
    ],
    [
      'You exceeded your current quota, please check your plan and billing details. Please retry in 34.07s.',
      'throttled',
    ],
    ['You exceeded your current quota, please check your plan and billing details.', 'payment'],
    [
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      'payment',
    ],
    [
      'This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919.',
      'payment',
    ],
    ['Insufficient credits. Add more using https://openrouter.ai/settings/credits', 'payment'],
    [
      'Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.',
      'payment',
    ],
    ['Output blocked by content filtering policy', 'refused'],
    [
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      'refused',
    ],
    ['Too many tokens, please wait before trying again.', undefined],
    [
      'The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value lower than 4096.',
      undefined,
    ],
    ['Overloaded', undefined],
  ])('tell what is wrong: "%s"', (words, kind) => {
    expect(kindInWords(words)).toBe(kind);
  });
});

describe('the wait that a provider asks for', () => {
  it.each([
    [{ 'retry-after': '20' }, '', 20_000],
    [{ 'retry-after': '0.5' }, '', 500],
    [{ 'retry-after': 'Mon, 30 Nov 2026 18:01:00 GMT' }, '', 60_000],
    [{ 'retry-after': 'Mon, 30 Nov 2026 17:00:00 GMT' }, '', 0],
    [{ 'retry-after': 'soon' }, '', undefined],
    [{ 'retry-after-ms': '340', 'retry-after': '1' }, '', 340],
    [{ 'retry-after-ms': 'x', 'retry-after': '1' }, '', 1_000],
    [{}, 'Please try again in 20ms.', 20],
    [{}, 'Please try again in 7m12.5s.', 432_500],
    [{}, 'Please try again in 2h52m.', 10_320_000],
    [{}, 'Please retry in 34.07s.', 34_070],
    [{}, 'If you have already filled out the form, try again in 15 minutes.', undefined],
    [{}, 'Overloaded', undefined],
  ])('stands in %o or "%s"', (headers, words, waitMs) => {
    expect(waitTold(headers, words, nowMs)).toBe(waitMs);
  });

  it.each([
    ['throttled', 20_000, { kind: 'throttled', retryAfterMs: 20_000 }],
    ['throttled', 7_200_000, { kind: 'quota', retryAfterMs: 7_200_000 }],
    ['throttled', undefined, { kind: 'throttled' }],
    ['quota', 60_000, { kind: 'quota', retryAfterMs: 60_000 }],
    ['quota', undefined, { kind: 'quota', retryAfterMs: 6 * 3_600_000 }],
  ] as const)('makes of %s with %s ms %o', (kind, waitMs, told) => {
    expect(withWait(kind, waitMs, nowMs)).toEqual(told);
  });
});
