import { freeModel } from '../core/model/free-model.ts';
import type { Model, ModelTurn, TokenUsage } from '../core/ports/model.ts';
import type { ModelFacts } from '../core/wire/models.ts';
import { answerCall } from './answer-call.ts';
import { streamAnswer } from './stream-answer.ts';

const noTokens: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** What models.yaml says of other models: this one costs nothing, does not think, and reads and writes all that there is. */
export const builtInFacts: ModelFacts = {
  ...freeModel('built-in'),
  context_tokens: 1_000_000,
  answer_tokens: 1_000_000,
};

/**
 * The built-in demo model: no network, no account, no cost. It reads the same prompt blocks as any model and answers in the same tags,
 * but knows only the apps of its catalogue, and says so when asked for anything else.
 */
export function builtInModel(): Model {
  return {
    id: builtInFacts.id,
    models: { author: [builtInFacts], quick: [builtInFacts] },
    label: 'built-in demo model',
    isBuiltIn: true,
    converse: async (call, { signal, onText }): Promise<ModelTurn> => {
      signal.throwIfAborted();
      const answer = answerCall(call);
      const spent = { modelId: builtInFacts.id, usage: noTokens };
      if ('refusal' in answer) return { ...spent, stop: 'refused', text: answer.refusal };
      return { ...spent, stop: 'answered', text: await streamAnswer(answer.passages, { signal, onText }) };
    },
  };
}
