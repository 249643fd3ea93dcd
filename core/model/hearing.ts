import { mostInputTokens, mostOutputTokens } from '../budget/bound-call.ts';
import type { ConverseOptions, ModelCall, TokenUsage } from '../ports/model.ts';
import type { ModelRequest } from './model-request.ts';

/** One model's answer as far as it was heard; a door tells it each piece as it comes. */
export interface Hearing {
  readonly writes: (text: string) => void;
  /** `text` is what the provider shows of it, which may be nothing. */
  readonly thinks: (text: string) => void;
  /** What the provider says that the answer took. */
  readonly took: (usage: TokenUsage) => void;
  readonly text: () => string;
  readonly hasBegun: () => boolean;
  /** What it took; an estimate that is not below it where the provider never said so. */
  readonly usage: () => { readonly usage: TokenUsage; readonly isEstimate: boolean };
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/** Listens to one model's answer and hands it on to whoever asked. */
export function startHearing(
  call: ModelCall,
  request: ModelRequest,
  { onText, onThinking }: ConverseOptions,
): Hearing {
  let text = '';
  let heardBytes = 0;
  let hasThought = false;
  let told: TokenUsage | undefined;
  // Input that was written to the cache is the dearest there is; an answer has at most as many tokens as bytes, a few that never came, and
  // what was thought and not shown.
  const estimate = (): TokenUsage => ({
    inputTokens: 0,
    outputTokens: mostOutputTokens(heardBytes + request.thinkingTokens, request.maxTokens),
    cacheReadTokens: 0,
    cacheWriteTokens: mostInputTokens(call),
  });
  return {
    writes: (piece) => {
      if (piece === '') return;
      text += piece;
      heardBytes += byteLength(piece);
      onText?.(piece);
    },
    thinks: (piece) => {
      hasThought = true;
      heardBytes += byteLength(piece);
      onThinking?.(piece);
    },
    took: (usage) => {
      told = usage;
    },
    text: () => text,
    hasBegun: () => hasThought || text !== '' || told !== undefined,
    usage: () => ({ usage: told ?? estimate(), isEstimate: told === undefined }),
  };
}
