import type { Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';

const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };

/** What a fake model answers: a tool input, or a whole turn. */
export const answered = (toolInput: unknown): ModelTurn => ({
  modelId: 'built-in',
  usage,
  stop: 'answered',
  toolInput,
  text: '',
});
export const cutOff = (partial: string): ModelTurn => ({
  modelId: 'built-in',
  usage,
  stop: 'cut-off',
  partial,
});
export const refused = (text: string): ModelTurn => ({ modelId: 'built-in', usage, stop: 'refused', text });

/** A model that gives these turns one after the other, speaks before each, and notes what it was asked. */
export function fakeModel(turns: readonly ModelTurn[], over: Partial<Model> = {}) {
  const calls: ModelCall[] = [];
  const left = [...turns];
  const model: Model = {
    id: 'built-in',
    modelIds: [over.id ?? 'built-in'],
    label: 'fake model',
    isBuiltIn: true,
    async converse(call, { onDelta }) {
      calls.push(call);
      onDelta?.('thinking');
      const turn = left.shift();
      if (turn === undefined) throw new Error('The fake model has no turn left.');
      return turn;
    },
    ...over,
  };
  return { model, calls };
}
