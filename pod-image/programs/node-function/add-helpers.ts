import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionRequest } from '../../../core/wire/function-call.ts';

/** Gives request and response what the app's host adds to Node's: `query`, `body`, `cookies`; `status`, `json`, `send`, `redirect`. */
export function addHelpers(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  request: FunctionRequest,
): void {
  const query = Object.fromEntries(new URL(request.url, 'http://localhost').searchParams);
  const body = readBody(Buffer.from(request.body, 'base64'), request.headers['content-type'] ?? '');
  Object.assign(incoming, { query, body, cookies: {} });
  Object.assign(outgoing, {
    status: (code: number) => Object.assign(outgoing, { statusCode: code }),
    json: (value: unknown) => {
      if (!outgoing.hasHeader('content-type'))
        outgoing.setHeader('content-type', 'application/json; charset=utf-8');
      outgoing.end(JSON.stringify(value));
      return outgoing;
    },
    send: (value: unknown) => send(outgoing, value),
    redirect: (first: number | string, second?: string) => {
      outgoing.statusCode = typeof first === 'number' ? first : 307;
      outgoing.setHeader('location', String(second ?? first));
      outgoing.end();
      return outgoing;
    },
  });
}

function send(outgoing: ServerResponse, value: unknown): ServerResponse {
  if (typeof value === 'string' || value instanceof Uint8Array) return outgoing.end(value);
  if (!outgoing.hasHeader('content-type'))
    outgoing.setHeader('content-type', 'application/json; charset=utf-8');
  return outgoing.end(JSON.stringify(value));
}

/** By its content type: JSON as its value, a form as an object, text as text, anything else as bytes; undefined where there is none. */
function readBody(bytes: Buffer, contentType: string): unknown {
  if (bytes.length === 0) return undefined;
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return JSON.parse(bytes.toString('utf8'));
  if (type === 'application/x-www-form-urlencoded')
    return Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
  return type?.startsWith('text/') === true ? bytes.toString('utf8') : bytes;
}
