import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { encodeEvent as event } from '../../../compose/model/event-stream.ts';

export { encodeException as exception } from '../../../compose/model/event-stream.ts';

export const textDelta = (text: string): Buffer =>
  event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
export const toolDelta = (input: string): Buffer =>
  event('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input } } });

/** How a stream opens: the assistant's turn and, in it, the tool. */
export const opening = (tool: string): Buffer[] => [
  event('messageStart', { role: 'assistant' }),
  event('contentBlockStart', {
    contentBlockIndex: 1,
    start: { toolUse: { toolUseId: 'tooluse_1', name: tool } },
  }),
];

/** How a stream ends: the reason, then what it took. */
export const ending = (stopReason: string, usage: object = {}): Buffer[] => [
  event('contentBlockStop', { contentBlockIndex: 1 }),
  event('messageStop', { stopReason }),
  event('metadata', {
    usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18, ...usage },
    metrics: { latencyMs: 5 },
  }),
];

/** What the stand-in does with a request. `hang` answers nothing; a stream that `stays` is not ended by the server. */
export type BedrockAnswer =
  | { readonly kind: 'stream'; readonly chunks: readonly Buffer[]; readonly stays?: boolean }
  | { readonly kind: 'fault'; readonly status: number; readonly error: string; readonly message: string }
  | { readonly kind: 'hang' };

const requestSchema = z.looseObject({
  system: z.array(z.looseObject({ text: z.string().optional() })),
  messages: z.array(
    z.object({ role: z.string(), content: z.array(z.looseObject({ text: z.string().optional() })) }),
  ),
  toolConfig: z.looseObject({ tools: z.array(z.unknown()), toolChoice: z.unknown() }),
  inferenceConfig: z.object({ maxTokens: z.number() }),
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

async function sendStream(
  stream: ServerHttp2Stream,
  answer: BedrockAnswer & { kind: 'stream' },
): Promise<void> {
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
  const bytes = Buffer.concat(answer.chunks);
  // Cut without regard to messages, as networks do.
  for (let at = 0; at < bytes.length && !stream.destroyed; at += 97) {
    stream.write(bytes.subarray(at, at + 97));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const send = async (stream: ServerHttp2Stream, answer: BedrockAnswer): Promise<void> => {
  if (answer.kind === 'stream') await sendStream(stream, answer);
  if (answer.kind === 'fault') {
    stream.respond({
      ':status': answer.status,
      'content-type': 'application/json',
      'x-amzn-errortype': answer.error,
    });
    stream.write(JSON.stringify({ message: answer.message }));
  }
};

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
    await send(stream, answer);
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
