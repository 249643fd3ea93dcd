import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { AnswerEnd } from '../../core/model/ask-in-turn.ts';
import type { Hearing } from '../../core/model/hearing.ts';
import { readWatched, type SilenceLimits, type SilenceWatch, watchSilence } from '../node/silence-watch.ts';
import { readParts } from './read-parts.ts';

/** A key, or how to get it. */
export type ApiKey = string | ((signal: AbortSignal) => Promise<string>);

interface Asking {
  readonly limits: SilenceLimits;
  /** Makes the SDK's model for one call, whose fetch is to tell the watch of each sign of life. */
  readonly connect: (watch: SilenceWatch) => Promise<LanguageModelV4>;
  readonly options: LanguageModelV4CallOptions;
}

/** Asks a model of the SDK once. The SDK's own loop, which tries again by itself, is left out: the provider's stream is read as it comes. */
export async function askLanguageModel(
  { limits, connect, options }: Asking,
  hearing: Hearing,
  signal: AbortSignal,
): Promise<AnswerEnd> {
  const watch = watchSilence(limits, signal);
  try {
    const model = await watch.waitFor(connect(watch));
    const { stream } = await watch.waitFor(model.doStream({ ...options, abortSignal: watch.signal }));
    return await readParts(readWatched(stream, watch), hearing, watch.begins);
  } finally {
    watch.end();
  }
}
