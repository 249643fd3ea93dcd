import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Route, RouteName } from '../../core/wire/routes.ts';
import { routes, streamingFunctions } from '../../core/wire/routes.ts';
import type { FunctionName } from '../../local/function-table.ts';
import { functionTable } from '../../local/function-table.ts';
import type { ResponseHead } from '../../local/gateway/lambda-streaming.ts';
import { createResponseStream } from '../../local/gateway/lambda-streaming.ts';

type Handler = (event: unknown, ...more: unknown[]) => Promise<unknown>;
const contextOf = (remainingMs = 30_000) => ({
  awsRequestId: 'req-1',
  getRemainingTimeInMillis: () => remainingMs,
});

async function handlerOf(name: FunctionName): Promise<Handler> {
  return (await functionTable[name]()).handler as unknown as Handler;
}

/** Invokes a function that is not behind the gateway, as the state machine, a stream or a notification does. */
export async function invoke<T = { readonly next: string }>(name: FunctionName, event: unknown): Promise<T> {
  return (await (
    await handlerOf(name)
  )(event, contextOf())) as T;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as it went out; left out where it is buffered. */
  readonly bytes?: Uint8Array;
}

export interface Request {
  readonly token?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
  /** Where it comes from; each call from somewhere else when left out, so that no test waits for another's rate. */
  readonly address?: string;
  /** How long the function may still take. */
  readonly remainingMs?: number;
}

let addresses = 0;
const newAddress = (): string =>
  `2001:db8:${(addresses >> 16).toString(16)}:${(addresses++ & 0xffff).toString(16)}::1`;

/** Calls a route's function with the event that API Gateway makes of a request; a body that is no text is sent as JSON. */
export async function callRoute(name: RouteName, request: Request = {}): Promise<Answer> {
  const route: Route = routes[name];
  const { token, params, query, headers, body, isBase64Encoded = false } = request;
  const event = {
    resource: route.path,
    path: route.path,
    httpMethod: route.method,
    headers: { ...headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
    queryStringParameters: query ?? null,
    pathParameters: params ?? null,
    requestContext: { requestId: 'req-1', identity: { sourceIp: request.address ?? newAddress() } },
    body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    isBase64Encoded,
  };
  const handler = await handlerOf(route.owner);
  const context = contextOf(request.remainingMs);
  return streamingFunctions.has(route.owner)
    ? streamed(handler, event, context)
    : buffered(handler, event, context);
}

async function buffered(handler: Handler, event: unknown, context: object): Promise<Answer> {
  const answer = (await handler(event, context)) as { statusCode: number; headers: object; body: string };
  return { status: answer.statusCode, headers: { ...answer.headers }, text: answer.body };
}

async function streamed(handler: Handler, event: unknown, context: object): Promise<Answer> {
  const sink = Object.assign(new PassThrough(), { headersSent: false, flushHeaders: () => {} });
  let head: ResponseHead = {};
  const stream = createResponseStream(sink as unknown as ServerResponse, (sent) => {
    head = sent;
    sink.headersSent = true;
  });
  const chunks: Buffer[] = [];
  sink.on('data', (chunk: Buffer) => chunks.push(chunk));
  await handler(event, stream, context);
  return {
    status: head.statusCode ?? 0,
    headers: { ...head.headers },
    text: Buffer.concat(chunks).toString(),
    bytes: new Uint8Array(Buffer.concat(chunks)),
  };
}

/** The error of an answer, in the contract's one form. */
export function errorOf(answer: Answer): { readonly code: string; readonly message: string } {
  const { error, request_id: requestId, ...rest } = JSON.parse(answer.text);
  if (typeof requestId !== 'string' || Object.keys(rest).length > 0)
    throw new Error(`not an error body: ${answer.text}`);
  return error;
}
