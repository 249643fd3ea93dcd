import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';

/** What a streaming function says before its first byte. */
export interface ResponseHead {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly cookies?: readonly string[];
}

/** Why a response stream is destroyed when its caller hangs up. */
export class CallerLeft extends Error {
  override readonly name = 'CallerLeft';
}

// Lambda's own runtime marks its streaming handlers with this symbol and value.
const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');
const heads = new WeakMap<Writable, ResponseHead>();

/** Defines the global `awslambda` as Lambda's Node.js runtime does. Call it before any streaming function is imported: middy reads it when a handler is built. Calling it again changes nothing. */
export function installLambdaStreaming(): void {
  const present = (globalThis as { awslambda?: { streamifyResponse?: unknown } }).awslambda;
  if (present?.streamifyResponse !== undefined) return;
  Object.assign(globalThis, {
    awslambda: {
      // The AWS SDK keeps an object of its own there, and makes it when it is imported first.
      ...present,
      streamifyResponse: <H extends (...args: never[]) => unknown>(handler: H): H =>
        Object.assign(handler, { [streamingMark]: 'response' }),
      HttpResponseStream: {
        from(stream: Writable, head: ResponseHead): Writable {
          heads.set(stream, head);
          return stream;
        },
      },
    },
  });
}

/** True for a handler that came out of `awslambda.streamifyResponse`. */
export const isStreamingHandler = (handler: object): boolean =>
  (handler as { [streamingMark]?: unknown })[streamingMark] === 'response';

/**
 * A function's response stream over an HTTP response: the head leaves with the first write, also an empty one, and each chunk as it
 * comes. The caller's hanging up destroys it, which fails or ends the function's pipeline; a write without a head fails as it does on API Gateway.
 */
export function createResponseStream(
  response: ServerResponse,
  sendHead: (head: ResponseHead) => void,
): Writable {
  const start = (): void => {
    if (response.headersSent) return;
    const head = heads.get(stream);
    if (!head) throw new Error('The function wrote before HttpResponseStream.from gave status and headers.');
    sendHead(head);
    response.flushHeaders();
  };
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      attempt(start, done, () => {
        if (chunk.length === 0 || response.write(chunk)) done();
        else response.once('drain', done);
      });
    },
    final(done) {
      attempt(start, done, () => response.end(done));
    },
  });
  // A late write of the function must not end the process; who waits for the stream has a listener of its own.
  stream.on('error', () => {});
  response.once('close', () => {
    if (!response.writableFinished) stream.destroy(new CallerLeft('The caller hung up.'));
  });
  return stream;
}

function attempt(action: () => void, failed: (error: Error) => void, next: () => void): void {
  try {
    action();
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  next();
}
