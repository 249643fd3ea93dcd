import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { encodeEvent as event } from '../../../compose/model/event-stream.ts';

export { encodeException as exception } from '../../../compose/model/event-stream.ts';

const delta = (index: number, piece: object): Buffer =>
  event('contentBlockDelta', { contentBlockIndex: index, delta: piece });

export const thinkingDelta = (text: string): Buffer => delta(0, { reasoningContent: { text } });
export const textDelta = (text: string): Buffer => delta(1, { text });

/** How a stream opens: the assistant's turn. Text has no event that begins its block. */
export const opening = (): Buffer[] => [event('messageStart', { role: 'assistant' })];

/** How a stream ends: the reason, then what it took. */
export const ending = (stopReason: string, usage: object = {}): Buffer[] => [
  event('contentBlockStop', { contentBlockIndex: 1 }),
  event('messageStop', { stopReason }),
  event('metadata', {
    usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18, ...usage },
    metrics: { latencyMs: 5 },
  }),
];

/**
 * What the stand-in does with a request. `hang` answers nothing; a stream may pause between events, and one that `stays` is not ended by the
 * server, while one that is `cut` loses its connection.
 */
export type BedrockAnswer =
  | {
      readonly kind: 'stream';
      readonly chunks: readonly (Buffer | { readonly waitMs: number })[];
      readonly stays?: boolean;
      readonly isCut?: boolean;
    }
  | {
      readonly kind: 'fault';
      readonly status: number;
      readonly error: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Some of Bedrock's gates spell the field with a capital letter. */
      readonly field?: 'message' | 'Message';
    }
  | { readonly kind: 'hang' };

const requestSchema = z.looseObject({
  system: z.array(z.looseObject({ text: z.string().optional() })),
  messages: z.array(
    z.object({ role: z.string(), content: z.array(z.looseObject({ text: z.string().optional() })) }),
  ),
  inferenceConfig: z.record(z.string(), z.unknown()),
});

export interface BedrockRequest {
  readonly modelId: string;
  readonly authorization: string;
  readonly body: z.infer<typeof requestSchema>;
}

/** Decides what a request is answered with, and when the answer begins. */
export type BedrockScript = (request: BedrockRequest) => BedrockAnswer | Promise<BedrockAnswer>;

const readBody = async (stream: ServerHttp2Stream): Promise<unknown> => {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
};

/** Cut without regard to messages, as networks do. */
async function sendBytes(stream: ServerHttp2Stream, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length && !stream.destroyed; at += 97) {
    stream.write(bytes.subarray(at, at + 97));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function sendStream(
  stream: ServerHttp2Stream,
  { chunks, isCut }: BedrockAnswer & { kind: 'stream' },
): Promise<void> {
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
  for (const chunk of chunks) {
    if (stream.destroyed) return;
    if (Buffer.isBuffer(chunk)) await sendBytes(stream, chunk);
    else await setTimeout(chunk.waitMs);
  }
  if (isCut !== true) return;
  // What was written is to arrive before the connection is lost.
  await setTimeout(20);
  stream.session?.destroy();
}

function sendFault(stream: ServerHttp2Stream, fault: BedrockAnswer & { kind: 'fault' }): void {
  const { status, error, message, headers, field = 'message' } = fault;
  stream.respond({
    ':status': status,
    'content-type': 'application/json',
    'x-amzn-errortype': error,
    ...headers,
  });
  stream.write(JSON.stringify({ [field]: message }));
}

/** Speaks Bedrock's ConverseStream over cleartext HTTP/2 on loopback, and keeps what it was asked. */
export class BedrockStandIn {
  readonly requests: BedrockRequest[] = [];
  /** Requests whose client hung up before the stream ended. */
  abandoned = 0;
  readonly #server: Http2Server = createServer();
  readonly #ended = new WeakSet<ServerHttp2Stream>();
  readonly #sessions = new Set<ServerHttp2Session>();

  private constructor(answer: BedrockScript) {
    this.#server.on('session', (session) => {
      this.#sessions.add(session.on('close', () => this.#sessions.delete(session)));
    });
    this.#server.on('stream', async (stream, headers) => {
      stream.on('error', () => {});
      stream.on('close', () => {
        if (!this.#ended.has(stream)) this.abandoned += 1;
      });
      const path = decodeURIComponent(String(headers[':path']));
      const modelId =
        /^\/model\/(.+)\/converse-stream$/.exec(path)?.[1] ?? `not a ConverseStream path: ${path}`;
      const body = requestSchema.parse(await readBody(stream));
      const request = { modelId, authorization: String(headers.authorization), body };
      this.requests.push(request);
      await this.#serve(stream, await answer(request));
    });
  }

  async #serve(stream: ServerHttp2Stream, answer: BedrockAnswer): Promise<void> {
    if (answer.kind === 'stream') await sendStream(stream, answer);
    if (answer.kind === 'fault') sendFault(stream, answer);
    if (answer.kind === 'hang' || (answer.kind === 'stream' && answer.stays) || stream.destroyed) return;
    this.#ended.add(stream);
    stream.end();
  }

  static async start(answer: BedrockScript, port = 0): Promise<BedrockStandIn> {
    const standIn = new BedrockStandIn(answer);
    await new Promise<void>((resolve) => standIn.#server.listen(port, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
