import type { Readable } from 'node:stream';
import { answerError } from './answer-error.ts';
import { functionConfig } from './config.ts';
import { longBody, withinASecond } from './long-body.ts';

/** Work that speaks while it goes: `onDelta` gets text, the promise the result. */
export type SpeakingWork = (onDelta: (text: string) => void, signal: AbortSignal) => Promise<unknown>;

/**
 * Runs work as server-sent events: `delta` {text}, then `result` or `error`. An error that comes before any text and within a second is an
 * ordinary answer with its own status; after a silent second a comment goes out, and another every 10 s, so that no proxy gives up. The work
 * is aborted when the client goes. What follows a result is done before the stream ends, and nobody waits for it or hears of it.
 */
export async function eventStream(
  work: SpeakingWork,
  requestId: string,
  afterwards: (result: unknown) => Promise<void> = async () => undefined,
): Promise<Readable> {
  const { body, gone, keepAlive } = longBody(': working\n\n');
  const spoke = Promise.withResolvers<void>();
  const send = (event: string, data: unknown): void => {
    if (!body.writableEnded) body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const say = (text: string): void => {
    spoke.resolve();
    send('delta', { text });
  };
  const { responseStreaming } = functionConfig();
  const ended = work(say, gone).then((result) => {
    send('result', result);
    if (!responseStreaming) return void body.end();
    void afterwards(result)
      .catch(() => undefined)
      .then(() => body.end());
  });
  if (responseStreaming) await withinASecond(Promise.race([spoke.promise, ended]));
  else await ended;
  keepAlive();
  ended.catch((error: unknown) => {
    if (!gone.aborted) send('error', JSON.parse(answerError(error, requestId).body));
    body.end();
  });
  return body;
}
