import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { answerError } from './answer-error.ts';

/** Work that speaks while it goes: `onDelta` gets text, the promise the result. */
export type SpeakingWork = (onDelta: (text: string) => void, signal: AbortSignal) => Promise<unknown>;

/**
 * Runs work as server-sent events: `delta` {text}, then `result` or `error`. Waits for the first of them, so that an error which comes before
 * any text still is an ordinary answer with its own status. The work is aborted when the client goes.
 */
export async function eventStream(work: SpeakingWork, requestId: string): Promise<Readable> {
  const gone = new AbortController();
  const body = new PassThrough();
  const send = (event: string, data: unknown): void => {
    if (!body.writableEnded) body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  body.once('close', () => gone.abort());
  const first = Promise.withResolvers<void>();
  work((text) => {
    first.resolve();
    send('delta', { text });
  }, gone.signal).then(
    (result) => {
      first.resolve();
      send('result', result);
      body.end();
    },
    (error: unknown) => {
      first.reject(error);
      send('error', JSON.parse(answerError(error, requestId).body));
      body.end();
    },
  );
  await first.promise;
  return body;
}
