import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AnswerEnd, type Author, AuthorFailed, type Piece } from './author.ts';
import { type ConverseRequest, converseRequestSchema } from './converse-request.ts';
import { encodeEvent, encodeException } from './event-stream.ts';

/** Prompts hold whole apps. */
const maxBodyBytes = 32 * 1024 * 1024;
/** A model on this machine may take minutes to its first word; until then whoever waits is shown that somebody is there. */
const usualSignMs = 15_000;

/** Bedrock's runtime as far as Gantry calls it: ConverseStream, over HTTP/2 without TLS; and /health for who watches. */
export function createModelServer(
  author: Author,
  log: (line: string) => void,
  signMs: number = usualSignMs,
): Http2Server {
  const server = createServer();
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const asked = { method: String(headers[':method']), path: String(headers[':path']), signMs };
    const answer = answerStream(author, stream, asked);
    answer.catch((error: unknown) => {
      const failure = failureOf(error);
      if (failure.status >= 500) log(`ConverseStream failed: ${failure.message}`);
      fail(stream, failure);
    });
  });
  return server;
}

async function answerStream(
  author: Author,
  stream: ServerHttp2Stream,
  { method, path, signMs }: { readonly method: string; readonly path: string; readonly signMs: number },
): Promise<void> {
  if (method === 'GET' && path === '/health') {
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.end('{"status":"ok"}');
    return;
  }
  if (method !== 'POST' || !/^\/model\/[^/]+\/converse-stream$/.test(path))
    throw new AuthorFailed(404, 'UnknownOperationException', 'Only ConverseStream is served here.');
  const request = parseRequest(await readBody(stream));
  const left = new AbortController();
  stream.once('close', () => left.abort());
  const pieces = openPieces(stream, signMs);
  try {
    const end = await author(request, { signal: left.signal, write: pieces.write });
    pieces.close();
    for (const event of endEvents(end)) stream.write(event);
    stream.end();
  } finally {
    pieces.stopSigns();
  }
}

const deltaOf = (piece: Piece): object =>
  'text' in piece ? { text: piece.text } : { reasoningContent: { text: piece.thinking } };

/** Thoughts are the first content block and text the second; each opens with its first piece. */
function openPieces(stream: ServerHttp2Stream, signMs: number) {
  let open: 0 | 1 | undefined;
  const close = (): void => {
    if (open !== undefined) stream.write(encodeEvent('contentBlockStop', { contentBlockIndex: open }));
  };
  const begin = (index: 0 | 1): void => {
    if (open === index) return;
    if (!stream.headersSent) {
      stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
      stream.write(encodeEvent('messageStart', { role: 'assistant' }));
    }
    close();
    open = index;
  };
  const send = (piece: Piece): void => {
    if (stream.destroyed) return;
    const index = 'text' in piece ? 1 : 0;
    begin(index);
    stream.write(encodeEvent('contentBlockDelta', { contentBlockIndex: index, delta: deltaOf(piece) }));
  };
  const signs = setInterval(() => send({ thinking: '' }), signMs);
  const stopSigns = (): void => clearInterval(signs);
  return {
    write(piece: Piece): void {
      stopSigns();
      send(piece);
    },
    close(): void {
      // An answer without a word is still one.
      if (open === undefined) begin(1);
      close();
    },
    stopSigns,
  };
}

function endEvents({ stopReason, usage }: AnswerEnd): Buffer[] {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const totals = {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    cacheReadInputTokens: cacheReadTokens,
    cacheWriteInputTokens: cacheWriteTokens,
  };
  return [
    encodeEvent('messageStop', { stopReason }),
    encodeEvent('metadata', { usage: totals, metrics: { latencyMs: 0 } }),
  ];
}

async function readBody(stream: ServerHttp2Stream): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > maxBodyBytes)
      throw new AuthorFailed(413, 'ValidationException', 'The request is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseRequest(text: string): ConverseRequest {
  try {
    return converseRequestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AuthorFailed(400, 'ValidationException', 'This is not a ConverseStream request.', {
      cause,
    });
  }
}

const failureOf = (error: unknown): AuthorFailed =>
  error instanceof AuthorFailed
    ? error
    : new AuthorFailed(
        500,
        'InternalServerException',
        error instanceof Error ? error.message : String(error),
      );

function fail(stream: ServerHttp2Stream, { status, error, message, retryAfterMs }: AuthorFailed): void {
  if (stream.destroyed) return;
  if (stream.headersSent) {
    const name = `${error[0]?.toLowerCase()}${error.slice(1)}`;
    stream.end(encodeException(name, message));
    return;
  }
  stream.respond({
    ':status': status,
    'content-type': 'application/json',
    'x-amzn-errortype': error,
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
  });
  stream.end(JSON.stringify({ message }));
}
