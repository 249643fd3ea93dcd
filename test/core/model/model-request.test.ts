import { describe, expect, it } from 'vitest';
import { mostInputTokens } from '../../../core/budget/bound-call.ts';
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

  it('takes a picture along where the model takes any, and its words alone elsewhere', () => {
    const picture: PromptBlock = { kind: 'data', label: 'picture', text: 'The page.', png: 'aGk=' };
    const sent = (takes_pictures?: boolean) =>
      requestOf(
        call({ messages: [turn('user', picture)] }),
        modelFacts('x', takes_pictures === undefined ? {} : { takes_pictures }),
      ).turns[0]?.blocks.map(({ block }) => block);
    expect(sent(true)).toEqual([picture]);
    const { png: _png, ...words } = picture;
    for (const takes of [false, undefined]) expect(sent(takes)).toEqual([words]);
  });

  it('counts a picture by its size on a screen, not by its bytes', () => {
    const block = (png: string): PromptBlock => ({ kind: 'data', label: 'picture', text: 'x', png });
    const tokens = (...blocks: PromptBlock[]) =>
      mostInputTokens(call({ messages: [turn('user', ...blocks)] }));
    expect(tokens(block('a'.repeat(200_000)))).toBe(tokens(block('a')));
    expect(tokens(block('a'), block('a')) - tokens(block('a'))).toBeGreaterThan(2_500);
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
