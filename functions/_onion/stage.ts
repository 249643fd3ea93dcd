import middy from '@middy/core';
import type * as z from 'zod';
import { InputRejected } from '../../core/errors.ts';
import { logsStage } from './stage-log.ts';

/** How long before the Lambda's own end a stage's work is aborted. */
const graceMs = 1_000;

/**
 * The onion of everything that is not HTTP: the input is checked by `schema`, the work gets a signal that fires before the Lambda is
 * ended, and errors keep their names, which the state machine matches.
 */
export function stageFunction<S extends z.ZodType, O>(
  schema: S,
  bind: () => (input: z.infer<S>, options: { readonly signal: AbortSignal }) => Promise<O>,
) {
  let work: ReturnType<typeof bind> | undefined;
  return middy<unknown, O>({ timeoutEarlyInMillis: graceMs })
    .use(logsStage())
    .handler(async (event: unknown, _context: unknown, { signal }: { readonly signal: AbortSignal }) => {
      const parsed = schema.safeParse(event);
      if (!parsed.success)
        throw new InputRejected('event_invalid', 'This function was called with an event it does not know.', {
          cause: parsed.error,
        });
      work ??= bind();
      return work(parsed.data, { signal });
    });
}

/** Runs a use case for each of a batch, one after the other, in the batch's order. */
export function eachOf<I>(work: (input: I, options: { readonly signal: AbortSignal }) => Promise<void>) {
  return async (inputs: readonly I[], options: { readonly signal: AbortSignal }): Promise<void> => {
    for (const input of inputs) await work(input, options);
  };
}
