import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells whether a request carries a token, in a time that says nothing about it. */
export function bearerIs(token: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = digest(token);
  return ({ authorization = '' }) =>
    timingSafeEqual(digest(authorization.replace(/^(?:bearer|token) /i, '')), expected);
}
