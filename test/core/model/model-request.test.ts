import { describe, expect, it } from 'vitest';
import { requestOf } from '../../../core/model/model-request.ts';
import type { ModelCall, ModelMessage, PromptBlock } from '../../../core/ports/model.ts';
import { modelFacts } from '../ports/fake-model.ts';

const say = (text: string, isCached?: true): PromptBlock => ({
  kind: 'instruction',
  text,
  ...(isCached && { isCached }),
});
const call = (changes: Partial<ModelCall> = {}): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [say('Write.')] }],
  maxTokens: 1_000,
  ...changes,
});
const turn = (role: ModelMessage['role'], ...blocks: PromptBlock[]): ModelMessage => ({ role, blocks });

describe('a request', () => {
  it('has roles in alternation and nothing empty', () => {
    const messages = [
      turn('user', say('one')),
      turn('user', say(' \n'), say('two')),
      turn('assistant', say(' ')),
      turn('user', { kind: 'data', label: 'message', text: '' }),
      turn('assistant', say('three')),
      turn('user', say('four')),
    ];
    const { turns, system } = requestOf(call({ messages, system: ['', 'You.', ' '] }), modelFacts('x'));
    expect(turns.map(({ role, blocks }) => [role, blocks.map(({ block }) => block.text)])).toEqual([
      ['user', ['one', 'two', '']],
      ['assistant', ['three']],
      ['user', ['four']],
    ]);
    expect(system).toEqual(['You.']);
  });

  it('ends at most three prefixes beside the system’s, the last ones', () => {
    const messages = [
      turn('user', say('a', true), say('b', true), say('c')),
      turn('assistant', say('d')),
      turn('user', say('e', true), say('f', true), say('g')),
    ];
    const { turns, cachesSystem } = requestOf(call({ messages }), modelFacts('x'));
    const ends = turns.flatMap(({ blocks }) =>
      blocks.flatMap(({ block, endsCache }) => (endsCache ? [block.text] : [])),
    );
    expect(ends).toEqual(['b', 'e', 'f']);
    expect(cachesSystem).toBe(true);
  });

  it.each([
    [['You.'], 1_024, true],
    [[], 1_024, false],
    [['You.'], null, false],
  ])('with the system %o and a cache from %s tokens keeps it: %s', (system, cache, isKept) => {
    const facts = modelFacts('x', { cache_minimum_tokens: cache });
    const messages = [turn('user', say('a', true))];
    const request = requestOf(call({ system, messages }), facts);
    expect(request.cachesSystem).toBe(isKept);
    expect(request.turns[0]?.blocks[0]?.endsCache).toBe(cache !== null);
  });

  const allowance = { low: 100, medium: 500, high: 2_000 };
  it.each([
    ['always', 64_000, { maxTokens: 1_500, thinkingTokens: 500, effort: 'medium' }],
    ['always', 1_200, { maxTokens: 1_200, thinkingTokens: 500, effort: 'medium' }],
    ['on-request', 64_000, { maxTokens: 1_000, thinkingTokens: 0, effort: undefined }],
    ['never', 800, { maxTokens: 800, thinkingTokens: 0, effort: undefined }],
  ] as const)(
    'to a model that thinks %s and answers %s tokens at most is %o',
    (thinking, longest, expected) => {
      const facts = modelFacts('x', { thinking, answer_tokens: longest, thinking_tokens: allowance });
      expect(requestOf(call(), facts)).toMatchObject(expected);
    },
  );
});
