import type { Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import type { ModelFacts } from '../../../core/wire/models.ts';

const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };

/** A model of a test: free, with room for everything, and without thoughts of its own. */
export const modelFacts = (id: string, over: Partial<ModelFacts> = {}): ModelFacts => ({
  id,
  match: id,
  usd_per_million_tokens: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
  tiers: [],
  context_tokens: 200_000,
  answer_tokens: 64_000,
  cache_minimum_tokens: 1_024,
  thinking: 'never',
  thinking_tokens: { low: 0, medium: 0, high: 0 },
  refuses: [],
  ...over,
});

/** The same models, first to last, in every role. */
export const inEveryRole = (...models: readonly ModelFacts[]): Model['models'] => ({
  author: models,
  quick: models,
});

const turn = (text: string) => ({ modelId: 'built-in', usage, text });

/** The nonce that a call tells its answer's tags by. */
export function nonceOf({ messages }: ModelCall): string {
  const text = messages.flatMap(({ blocks }) => blocks.map((block) => block.text)).join('\n');
  return /<g-([a-z]{6})[ >]/.exec(text)?.[1] ?? '';
}

/** What a fake model answers, NONCE standing for the nonce that it was told: a text to its end, one that the length limit or a broken stream cut off, or a refusal in words. */
export const answered = (text: string): ModelTurn => ({ ...turn(text), stop: 'answered' });
export const cutOff = (text: string): ModelTurn => ({ ...turn(text), stop: 'cut-off', because: 'length' });
export const brokeOff = (text: string, why: string): ModelTurn => ({
  ...turn(text),
  stop: 'cut-off',
  because: 'stream',
  why,
});
export const refused = (text: string): ModelTurn => ({ ...turn(text), stop: 'refused' });

/** A model that gives these turns one after the other, each in two pieces as it is written, and notes what it was asked. */
export function fakeModel(turns: readonly ModelTurn[], over: Partial<Model> = {}) {
  const calls: ModelCall[] = [];
  const left = [...turns];
  const model: Model = {
    id: 'built-in',
    models: inEveryRole(modelFacts(over.id ?? 'built-in')),
    label: 'fake model',
    isBuiltIn: true,
    async converse(call, { onText, signal }) {
      calls.push(call);
      const next = left.shift();
      if (next === undefined) throw new Error('The fake model has no turn left.');
      const text = next.text.replaceAll('NONCE', nonceOf(call));
      const half = Math.ceil(text.length / 2);
      for (const piece of [text.slice(0, half), text.slice(half)]) if (piece !== '') onText?.(piece);
      // What judges an answer while it comes has its say before the answer is whole.
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal.throwIfAborted();
      return { ...next, text };
    },
    ...over,
  };
  return { model, calls };
}
