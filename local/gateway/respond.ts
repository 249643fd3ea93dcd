import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { describeFailure, errorBody } from './failure.ts';
import type { ResponseHead } from './lambda-streaming.ts';
import type { GatewayLimits } from './limits.ts';
import { addSecurityHeaders } from './security-headers.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
type Scalar = z.infer<typeof scalar>;
const proxyResultSchema = z.object({
  statusCode: z.number().int().min(200).max(599),
  headers: z.record(z.string(), scalar.optional()).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

// The connection and the length of a body are the gateway's business.
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** Sends a buffered function's answer; throws, with nothing sent, when it is no proxy result. */
export function sendProxyResult(response: ServerResponse, result: unknown): void {
  const { body, isBase64Encoded, ...head } = proxyResultSchema.parse(result);
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  setHead(response, {
    ...head,
    headers: head.headers ?? {},
    multiValueHeaders: head.multiValueHeaders ?? {},
  });
  if (head.statusCode !== 204 && head.statusCode !== 304) response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

/** Sets status and headers of a function's answer, security headers included. */
export function setHead(response: ServerResponse, head: ResponseHead): void {
  response.statusCode = head.statusCode ?? 200;
  const given = [...Object.entries(head.headers ?? {}), ...Object.entries(head.multiValueHeaders ?? {})];
  for (const [name, value] of given) {
    if (value !== undefined && !ownHeaders.has(name.toLowerCase())) response.setHeader(name, textOf(value));
  }
  if (head.cookies?.length) response.setHeader('set-cookie', [...head.cookies]);
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
  addSecurityHeaders(response);
}

const textOf = (value: Scalar | readonly Scalar[]): string | string[] =>
  typeof value === 'object' ? value.map(String) : String(value);

/** Answers an error in the contract's form; an answer that has begun is cut off instead, so that nobody takes it for whole. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  { requestId, limits }: { readonly requestId: string; readonly limits: GatewayLimits },
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const failure = describeFailure(error);
  for (const name of response.getHeaderNames())
    if (name !== 'allow' && name !== 'x-request-id') response.removeHeader(name);
  const bytes = Buffer.from(errorBody(failure, requestId));
  setHead(response, { statusCode: failure.status });
  response.setHeader('content-length', bytes.length);
  if (failure.status === 413) endWhenDrained(request, response, bytes, limits);
  else response.end(bytes);
}

// Closing while the caller still sends resets the connection, and the caller never reads why. So the answer goes out at once, whole,
// and the connection closes when the caller stops, or has had its chance.
function endWhenDrained(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  limits: GatewayLimits,
): void {
  response.setHeader('connection', 'close');
  response.write(bytes);
  let drainedBytes = 0;
  const timer = setTimeout(end, limits.lingerMs);
  function end(): void {
    clearTimeout(timer);
    response.end();
  }
  request.on('data', (chunk: Buffer) => {
    drainedBytes += chunk.length;
    if (drainedBytes > limits.lingerBytes) end();
  });
  request.once('end', end);
  response.once('close', () => clearTimeout(timer));
  request.resume();
}
