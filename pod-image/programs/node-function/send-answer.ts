import type { ServerResponse } from 'node:http';

/** Answers with JSON, under another type where one was set. */
export function sendJson(outgoing: ServerResponse, value: unknown): ServerResponse {
  defaultType(outgoing, 'application/json; charset=utf-8');
  return finish(outgoing, JSON.stringify(value) ?? '');
}

/** Answers with what it is given: text as HTML, bytes as bytes, everything else as JSON, unless another type was set. */
export function sendValue(outgoing: ServerResponse, value: unknown): ServerResponse {
  if (value === null || value === undefined) return finish(outgoing, '');
  if (typeof value === 'string') {
    defaultType(outgoing, 'text/html; charset=utf-8');
    return finish(outgoing, value);
  }
  if (!(value instanceof Uint8Array)) return sendJson(outgoing, value);
  defaultType(outgoing, 'application/octet-stream');
  return finish(outgoing, value);
}

/** Answers that what is asked for is elsewhere: by 307, or by the status that comes first. */
export function redirect(outgoing: ServerResponse, first: number | string, second?: string): ServerResponse {
  const status = typeof first === 'number' ? first : 307;
  const location = typeof first === 'number' ? second : first;
  if (location === undefined)
    throw new TypeError('Tell redirect where to: redirect(address), or redirect(status, address).');
  outgoing.writeHead(status, { location }).end();
  return outgoing;
}

function defaultType(outgoing: ServerResponse, type: string): void {
  if (!outgoing.hasHeader('content-type')) outgoing.setHeader('content-type', type);
}

function finish(outgoing: ServerResponse, body: string | Uint8Array): ServerResponse {
  const hasNoBody = outgoing.statusCode === 204 || outgoing.statusCode === 304;
  if (hasNoBody) outgoing.removeHeader('content-type');
  else outgoing.setHeader('content-length', Buffer.byteLength(body));
  return outgoing.end(hasNoBody ? undefined : body);
}
