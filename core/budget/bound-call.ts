import type { Model, ModelCall } from '../ports/model.ts';
import { priceOf } from './price-model.ts';

/** What a call may cost at most, in millionths of a dollar: its input for certain, and each token that it may answer. */
export interface CallBound {
  readonly inputMicroUsd: number;
  readonly microUsdPerOutputToken: number;
}

/** Tokens that a provider puts around a call of ours, such as the words that introduce a tool. */
const wrappingTokens = 2_000;
/** Tokens that a model may have written and that its broken stream never brought. */
const unheardTokens = 1_000;

/** More tokens than a call's input can be: a token is at least a byte. */
export function mostInputTokens({ system, messages, tool }: ModelCall): number {
  return new TextEncoder().encode(JSON.stringify([system, messages, tool])).length + wrappingTokens;
}

/**
 * An upper bound on a call's price at the dearest model that may answer it; PolicyDenied when one of them has no price. Input may be written to
 * the prompt cache, which costs more than reading it.
 */
export function boundCall(model: Pick<Model, 'modelIds'>, call: ModelCall): CallBound {
  const prices = model.modelIds.map(priceOf);
  const inputUsd = Math.max(...prices.map((price) => Math.max(price.inputUsd, price.cacheWriteUsd)));
  const outputUsd = Math.max(...prices.map((price) => price.outputUsd));
  const inputTokens = inputUsd === 0 ? 0 : mostInputTokens(call);
  // Dollars for a million tokens are millionths of a dollar for one.
  return { inputMicroUsd: Math.ceil(inputTokens * inputUsd), microUsdPerOutputToken: outputUsd };
}

/** More tokens than an answer had of which so many bytes came before it broke off: a token is at least a byte. */
export function mostOutputTokens(heardBytes: number, maxTokens: number): number {
  return Math.min(maxTokens, heardBytes + unheardTokens);
}

/** What the call may cost when it answers at most so many tokens. */
export function boundAt(bound: CallBound, outputTokens: number): number {
  return Math.ceil(bound.inputMicroUsd + outputTokens * bound.microUsdPerOutputToken);
}

/** The tokens that a call can answer for what is left; not a number above `wantedTokens`. */
export function tokensFor(bound: CallBound, leftMicroUsd: number, wantedTokens: number): number {
  const left = leftMicroUsd - bound.inputMicroUsd;
  return Math.min(wantedTokens, Math.floor(left / bound.microUsdPerOutputToken));
}
