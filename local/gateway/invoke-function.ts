import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Clock } from '../../core/ports/clock.ts';
import { createLambdaContext, type LocalContext } from './lambda-context.ts';
import { isStreamingHandler } from './lambda-streaming.ts';

/** A handler as functions/ exports it: buffered ones take (event, context), streamified ones (event, stream, context). */
export type LambdaHandler = (...args: never[]) => unknown;

/** Functions by folder name, imported at their first call. */
export type FunctionTable = Readonly<Record<string, () => Promise<{ readonly handler: LambdaHandler }>>>;

/** The function did not answer within its time (504). */
export class FunctionTimedOut extends Error {
  override readonly name = 'FunctionTimedOut';
}

/** One call of a function. */
export interface Invocation {
  readonly functionName: string;
  readonly event: object;
  readonly requestId: string;
  readonly limitMs: number;
}

/** Calls functions as Lambda does. */
export interface Invoker {
  /** The function's answer, unchecked; it keeps running when its caller leaves, as on Lambda. */
  buffered(invocation: Invocation): Promise<unknown>;
  /** Resolves when the function has ended its stream; rejects when it fails, runs out of time, or the stream is destroyed. */
  streaming(invocation: Invocation, stream: Writable): Promise<void>;
}

/** Handlers are imported once; what a handler does after its time is over is ignored. */
export function createInvoker(deps: { readonly functions: FunctionTable; readonly clock: Clock }): Invoker {
  async function load(name: string, isStreaming: boolean): Promise<LambdaHandler> {
    const { handler } = (await deps.functions[name]?.()) ?? {};
    if (!handler) throw new Error(`No function is called ${name}.`);
    if (isStreamingHandler(handler) === isStreaming) return handler;
    throw new Error(`The function ${name} must ${isStreaming ? '' : 'not '}be streaming here.`);
  }
  return {
    async buffered(invocation) {
      const handler = (await load(invocation.functionName, false)) as (e: object, c: LocalContext) => unknown;
      return withinTime(deps.clock, invocation, new AbortController(), (context) =>
        handler(invocation.event, context),
      );
    },
    async streaming(invocation, stream) {
      const handler = (await load(invocation.functionName, true)) as StreamHandler;
      const ended = new AbortController();
      stream.once('close', () => {
        if (!stream.writableFinished) ended.abort(stream.errored ?? undefined);
      });
      try {
        await withinTime(deps.clock, invocation, ended, async (context) => {
          await Promise.all([handler(invocation.event, stream, context), finished(stream)]);
        });
      } catch (error) {
        // What the function still writes must not reach an answer that somebody else ends.
        stream.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    },
  };
}

type StreamHandler = (event: object, stream: Writable, context: LocalContext) => unknown;

async function withinTime<T>(
  clock: Clock,
  { functionName, requestId, limitMs }: Invocation,
  ended: AbortController,
  run: (context: LocalContext) => T,
): Promise<Awaited<T>> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new FunctionTimedOut(`The function ${functionName} took longer than ${limitMs} ms.`);
    reject(error);
    ended.abort(error);
  }, limitMs);
  try {
    const context = createLambdaContext({ functionName, requestId, limitMs, clock, signal: ended.signal });
    return await Promise.race([run(context), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
