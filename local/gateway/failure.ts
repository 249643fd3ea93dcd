import { STATUS_CODES } from 'node:http';
import { isGantryError } from '../../core/errors.ts';
import type { ErrorBody } from '../../core/wire/http.ts';
import { FunctionTimedOut } from './invoke-function.ts';

/** An error as its caller sees it. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Tells an error's outside from its inside: what is not ours to tell becomes a 500 without details. */
export function describeFailure(error: unknown): Failure {
  // middy gives up a moment before the time is over, with an error of this name.
  if (error instanceof FunctionTimedOut || (error instanceof Error && error.name === 'TimeoutError')) {
    return {
      status: 504,
      code: 'timed_out',
      message: 'This took too long. See what has happened, then try again.',
    };
  }
  if (isGantryError(error)) {
    const status = statusOf(error.name, 'status' in error ? error.status : undefined);
    if (status < 500) return { status, code: error.code, message: error.message };
  }
  return {
    status: 500,
    code: 'internal_error',
    message: 'Something went wrong in Gantry. Try again; its log has the details.',
  };
}

/** The contract's error form as JSON. */
export function errorBody(failure: Failure, requestId: string): string {
  const body: ErrorBody = { error: { code: failure.code, message: failure.message }, request_id: requestId };
  return JSON.stringify(body);
}

/** A whole HTTP/1.1 answer for a bare socket, where Node has no response object (broken requests, refused upgrades). */
export function rawErrorResponse(status: number, body: string, requestId: string): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    "content-security-policy: default-src 'none'; frame-ancestors 'none'",
    'referrer-policy: no-referrer',
    'cache-control: no-store',
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

function statusOf(name: string, given: unknown): number {
  if (typeof given === 'number') return given;
  return { Forbidden: 403, NotFound: 404 }[name] ?? 500;
}
