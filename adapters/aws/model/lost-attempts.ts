import { mostInputTokens, mostOutputTokens } from '../../../core/budget/bound-call.ts';
import type { ConverseOptions, LostAttempt, ModelCall, TokenUsage } from '../../../core/ports/model.ts';
import { isUnbilled } from './fault.ts';

/** What was heard of an answer before it came to nothing. */
export interface HeardOf {
  readonly heardBytes: number;
  /** Undefined where the stream did not get as far as to say. */
  readonly usage: TokenUsage | undefined;
}

/** The attempts of one call: each that came to nothing is told to whoever pays before another one begins. */
export interface Attempts {
  readonly begin: () => Promise<void>;
  /** An attempt that Bedrock did not begin to answer; nothing is noted where it certainly bills nothing. */
  readonly unanswered: (modelId: string, error: unknown) => void;
  /** An attempt whose answer began and is no good. */
  readonly spoiled: (modelId: string, heard: HeardOf) => void;
  /** What nobody was told of yet. */
  readonly unpaid: () => readonly LostAttempt[];
  /** Throws what kept the last attempt from beginning. */
  readonly throwIfStopped: () => void;
}

/** Input that was written to the cache is the dearest there is; an answer has at most as many tokens as bytes, and a few that never came. */
function estimate(call: ModelCall, heardBytes: number): TokenUsage {
  return {
    inputTokens: 0,
    outputTokens: mostOutputTokens(heardBytes, call.maxTokens),
    cacheReadTokens: 0,
    cacheWriteTokens: mostInputTokens(call),
  };
}

export function followAttempts(call: ModelCall, { beforeAnother }: ConverseOptions): Attempts {
  const unpaid: LostAttempt[] = [];
  let stop: { readonly because: unknown } | undefined;
  const begin = async (): Promise<void> => {
    stop = undefined;
    if (beforeAnother === undefined) return;
    for (const lost of [...unpaid]) {
      await beforeAnother(lost);
      unpaid.shift();
    }
  };
  return {
    begin: () =>
      begin().catch((error: unknown) => {
        stop = { because: error };
        throw error;
      }),
    unanswered: (modelId, error) => {
      if (!isUnbilled(error)) unpaid.push({ modelId, usage: estimate(call, 0), isEstimate: true });
    },
    spoiled: (modelId, { heardBytes, usage }) => {
      unpaid.push({ modelId, usage: usage ?? estimate(call, heardBytes), isEstimate: usage === undefined });
    },
    unpaid: () => unpaid,
    throwIfStopped: () => {
      if (stop !== undefined) throw stop.because;
    },
  };
}
