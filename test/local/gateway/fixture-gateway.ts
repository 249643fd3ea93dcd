import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../../local/gateway/gateway.ts';
import type { FunctionTable, LambdaHandler } from '../../../local/gateway/invoke-function.ts';
import type { LocalContext } from '../../../local/gateway/lambda-context.ts';
import type { ServedFile } from '../../../local/gateway/served-file.ts';

/** A gateway that listens, and what it logged. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly logged: { readonly what: string; readonly error: unknown }[];
}

/** A whole HTTP answer, its body as text. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A function table of handlers that are already there. */
export const table = (handlers: Record<string, LambdaHandler>): FunctionTable =>
  Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, async () => ({ handler })]));

/** A file as apps, git and pages serve it; HTML unless the headers say else. */
export const plainFile = (body: string, headers: Record<string, string> = {}, status = 200): ServedFile => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  bytes: Buffer.from(body),
});

/** Starts a gateway on a free port and closes it after the test. */
export async function startGateway(options: Partial<GatewayOptions> = {}): Promise<RunningGateway> {
  const logged: { what: string; error: unknown }[] = [];
  const gateway = createGateway({
    functions: {},
    streaming: new Set(),
    apps: { serve: async () => plainFile('no app', {}, 404) },
    git: { serve: async () => plainFile('no repository', {}, 404) },
    pages: { serve: () => undefined },
    port: 0,
    clock: systemClock,
    logError: (what, error) => logged.push({ what, error }),
    ...options,
    limits: { closeGraceMs: 50, ...options.limits },
  });
  const { port } = await gateway.listen();
  onTestFinished(() => gateway.close());
  return { gateway, port, logged };
}

/** Answers with the event and context that it was given. */
export const echo = async (event: APIGatewayProxyEvent, context: LocalContext) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    event,
    name: context.functionName,
    id: context.awsRequestId,
    left: context.getRemainingTimeInMillis(),
  }),
});

/** A gateway whose REST functions echo. */
export const startEchoing = () =>
  startGateway({ functions: table({ auth: echo, missions: echo, apps: echo, health: echo }) });

/** One HTTP exchange with 127.0.0.1; `host` is only what the Host header says. */
export async function ask(
  { port }: { readonly port: number },
  path: string,
  options: RequestOptions & { readonly body?: string | Buffer } = {},
): Promise<Reply> {
  const { body, headers, ...others } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const host = `localhost:${port}`;
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    agent: false,
    headers: { host, ...headers },
    ...others,
  });
  request.on('error', reject);
  request.on('response', async (response) => {
    const read = await text(response).catch(reject);
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read ?? '' });
  });
  request.end(body);
  return promise;
}

/** The parsed error of a reply; fails when it is not of the contract's form. */
export function errorOf(reply: Reply): { code: string; message: string; requestId: string } {
  const { error, request_id } = JSON.parse(reply.body);
  return { code: error.code, message: error.message, requestId: request_id };
}

/** A client socket with everything that it received and how it ended. */
export function openSocket(
  { port }: { readonly port: number },
  path: string,
  options: { readonly origin?: string; readonly headers?: Record<string, string> } = {},
): {
  socket: WebSocket;
  frames: string[];
  opened: Promise<void>;
  closed: Promise<number>;
  refused: Promise<Reply>;
} {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
  const frames: string[] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  const refused = Promise.withResolvers<Reply>();
  socket.on('message', (data) => frames.push(String(data)));
  socket.on('open', () => opened.resolve());
  socket.on('close', (code) => closed.resolve(code));
  socket.on('error', () => {});
  socket.on('unexpected-response', async (_request, response) => {
    refused.resolve({
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await text(response),
    });
  });
  return { socket, frames, opened: opened.promise, closed: closed.promise, refused: refused.promise };
}
