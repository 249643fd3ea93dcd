import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { addSecurityHeaders } from './security-headers.ts';

const gzipBytes = promisify(gzip);
const leastToGzipBytes = 1_024;
const textForm = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|javascript|xml)|image\/svg\+xml)/;

/** A file as whoever owns it serves it. */
export interface ServedFile {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Sends a file with ETag, 304 and gzip; Gantry's own get all security headers, apps only nosniff. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: ServedFile,
  { isOwn }: { readonly isOwn: boolean },
): Promise<void> {
  for (const [name, value] of Object.entries(file.headers)) response.setHeader(name, value);
  response.removeHeader('content-length');
  response.setHeader('x-content-type-options', 'nosniff');
  if (isOwn) {
    if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-cache');
    addSecurityHeaders(response);
  }
  response.statusCode = file.status;
  if (file.status === 200 && isUnchanged(request, response, file.bytes)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const bytes = await encode(request, response, file.bytes);
  if (file.status !== 304 && file.status !== 204) response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

function isUnchanged(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): boolean {
  // Weak, because the same tag stands for the plain and the gzipped bytes.
  const fresh = `W/"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const etag = String(response.getHeader('etag') ?? fresh);
  response.setHeader('etag', etag);
  const known = (request.headers['if-none-match'] ?? '').split(',').map(opaqueTag);
  return known.includes('*') || known.includes(opaqueTag(etag));
}

const opaqueTag = (etag: string): string => etag.trim().replace(/^W\//, '');

async function encode(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const isText = textForm.test(String(response.getHeader('content-type') ?? ''));
  if (!isText || bytes.length < leastToGzipBytes || response.hasHeader('content-encoding')) return bytes;
  response.appendHeader('vary', 'accept-encoding');
  if (!acceptsGzip(request.headers['accept-encoding'])) return bytes;
  response.setHeader('content-encoding', 'gzip');
  return gzipBytes(bytes);
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  const choices = String(header ?? '')
    .toLowerCase()
    .split(',');
  return choices.some((choice) => {
    const [name = '', ...parameters] = choice.split(';').map((part) => part.trim());
    return (name === 'gzip' || name === '*') && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}
