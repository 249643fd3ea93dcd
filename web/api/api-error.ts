import type { ErrorBody } from '../../core/wire/http.ts';

/** A call that did not succeed, with words for a person; `status` is 0 when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;

  constructor(input: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly cause?: unknown;
  }) {
    super(input.message, { cause: input.cause });
    this.status = input.status;
    this.code = input.code;
  }
}

/** The error in an answer's body, or a plain one where the body is not Gantry's. */
export function readError(status: number, body: unknown, retryAfter: string | null): ApiError {
  const error = isErrorBody(body)
    ? body.error
    : { code: 'unknown', message: `Gantry answered ${status}; try again.` };
  const isSaid = /again in \d/.test(error.message);
  const wait = /^\d+$/.test(retryAfter ?? '') && !isSaid ? ` Try again in ${retryAfter} s.` : '';
  return new ApiError({ status, code: error.code, message: error.message + wait });
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string' &&
    'code' in error &&
    typeof error.code === 'string'
  );
}

/** Whether no answer came, so that the next may. */
export const isUnanswered = (error: unknown): boolean => error instanceof ApiError && error.status === 0;

/** Whether asking for the same again will be answered the same: there is no such thing, or it is another's. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 404 || error.status === 403);

/** What to tell a person about anything that was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return error instanceof Error
    ? `Something went wrong here: ${error.message}`
    : 'Something went wrong here; reload the page.';
}
