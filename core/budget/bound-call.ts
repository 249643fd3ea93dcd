import { requestOf } from '../model/model-request.ts';
import type { Model, ModelCall } from '../ports/model.ts';
import { pricesAt } from './price-model.ts';

/** What a call may cost at one model that may answer it, in millionths of a dollar. */
interface ModelBound {
  readonly inputMicroUsd: number;
  /** Of all the thinking that it is allowed. */
  readonly thinkingMicroUsd: number;
  readonly microUsdPerOutputToken: number;
}

/** What a call may cost at most, whoever of its role answers it: its input and its thinking for certain, and each token of the answer. */
export type CallBound = readonly ModelBound[];

/** Tokens that a provider puts around a call of ours, such as what marks its turns. */
const wrappingTokens = 2_000;
/** More than a picture of a page is counted as, by whoever counts it. */
const pictureTokens = 3_000;
/** Tokens that a model may have written and that its broken stream never brought. */
const unheardTokens = 1_000;

/** More tokens than a call's input can be: a token is at least a byte, and a picture is counted by its size on a screen. */
export function mostInputTokens({ system, messages }: ModelCall): number {
  const pictures = messages.flatMap(({ blocks }) => blocks).filter((block) => 'png' in block).length;
  const words = JSON.stringify([system, messages], (key, value) => (key === 'png' ? '' : value));
  return new TextEncoder().encode(words).length + pictures * pictureTokens + wrappingTokens;
}

/**
 * An upper bound on a call's price at each model that may answer it, in the tier that its input may reach. Input may be written to the prompt
 * cache, which costs more than reading it.
 */
export function boundCall({ models }: Pick<Model, 'models'>, call: ModelCall): CallBound {
  const inputTokens = mostInputTokens(call);
  return models[call.role].map((facts) => {
    const price = pricesAt(facts, inputTokens);
    // Dollars for a million tokens are millionths of a dollar for one.
    return {
      inputMicroUsd: Math.ceil(inputTokens * Math.max(price.input, price.cache_write)),
      thinkingMicroUsd: Math.ceil(requestOf(call, facts).thinkingTokens * price.output),
      microUsdPerOutputToken: price.output,
    };
  });
}

/** More tokens than an answer had of which so many bytes came before it broke off: a token is at least a byte. */
export function mostOutputTokens(heardBytes: number, maxTokens: number): number {
  return Math.min(maxTokens, heardBytes + unheardTokens);
}

/** What the call may cost at the dearest when its answer has at most so many tokens, thinking aside. */
export function boundAt(bound: CallBound, answerTokens: number): number {
  return Math.max(
    0,
    ...bound.map((one) => fixedMicroUsd(one) + Math.ceil(answerTokens * one.microUsdPerOutputToken)),
  );
}

const fixedMicroUsd = ({ inputMicroUsd, thinkingMicroUsd }: ModelBound): number =>
  inputMicroUsd + thinkingMicroUsd;

/** The tokens that the answer can have for what is left, whoever gives it; not a number above `wantedTokens`. */
export function tokensFor(bound: CallBound, leftMicroUsd: number, wantedTokens: number): number {
  const each = bound.map((one) => {
    const left = leftMicroUsd - fixedMicroUsd(one);
    return one.microUsdPerOutputToken === 0 ? wantedTokens : Math.floor(left / one.microUsdPerOutputToken);
  });
  return Math.min(wantedTokens, ...each);
}
