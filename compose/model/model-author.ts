import { DependencyFailed, isGantryError } from '../../core/errors.ts';
import { freeModel } from '../../core/model/free-model.ts';
import type { Model, ModelTurn } from '../../core/ports/model.ts';
import type { ModelFacts } from '../../core/wire/models.ts';
import { type AnswerEnd, type Author, AuthorFailed } from './author.ts';
import { asksToKeep, type ConverseRequest, callOf, effortOf } from './converse-request.ts';

/** A model as whoever sent the request knows it, who has put its family's facts into it: how long its answer may be, and how much it thinks. */
function factsAsAsked(modelId: string, request: ConverseRequest): ModelFacts {
  return {
    ...freeModel(modelId),
    context_tokens: Number.MAX_SAFE_INTEGER,
    answer_tokens: request.inferenceConfig.maxTokens,
    cache_minimum_tokens: asksToKeep(request) ? 1 : null,
    thinking: effortOf(request) === undefined ? 'never' : 'always',
  };
}

/** Any model of ours, asked as Bedrock is. `open` makes it for one request. */
export function modelAuthor(modelId: string, open: (models: Model['models']) => Model): Author {
  return async (request, { signal, write }) => {
    const facts = factsAsAsked(modelId, request);
    let said = '';
    const onText = (text: string): void => {
      said += text;
      write({ text });
    };
    const onThinking = (thinking: string): void => write({ thinking });
    const turn = await open({ author: [facts], quick: [facts] })
      .converse(callOf(request), { signal, onText, onThinking })
      .catch((error: unknown) => {
        throw failureOf(error);
      });
    if (turn.stop === 'refused' && said === '') write({ text: turn.text });
    return endOf(turn);
  };
}

function endOf(turn: ModelTurn): AnswerEnd {
  const { usage } = turn;
  switch (turn.stop) {
    case 'answered':
      return { stopReason: 'end_turn', usage };
    case 'refused':
      return { stopReason: 'content_filtered', usage };
    case 'cut-off':
      if (turn.because === 'length') return { stopReason: 'max_tokens', usage };
      throw new AuthorFailed(424, 'ModelStreamErrorException', turn.why);
  }
}

/** An error of ours in Bedrock's names; what a person does about it stays in its words. */
function failureOf(error: unknown): unknown {
  if (!isGantryError(error)) return error;
  const { code, message } = error;
  const options = {
    cause: error,
    ...(error instanceof DependencyFailed && { retryAfterMs: error.retryAfterMs }),
  };
  if (error.name === 'DependencyFailed')
    return new AuthorFailed(503, 'ServiceUnavailableException', message, options);
  if (code === 'model-not-connected') return new AuthorFailed(403, 'AccessDeniedException', message, options);
  const words =
    code === 'model-input-too-long' ? `Input is too long for requested model. ${message}` : message;
  return new AuthorFailed(400, 'ValidationException', words, options);
}
