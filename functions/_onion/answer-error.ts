import type { ErrorName } from '../../core/errors.ts';
import { InputRejected, isGantryError } from '../../core/errors.ts';
import type { ErrorBody } from '../../core/wire/http.ts';
import { dataHeaders } from './data-headers.ts';
import { logTrouble } from './log.ts';

/** An API Gateway answer with a buffered body. */
export interface JsonAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const statuses: Readonly<Record<ErrorName, number>> = {
  InputRejected: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  MissionEnded: 409,
  PolicyDenied: 403,
  BudgetSpent: 402,
  RateLimited: 429,
  DependencyFailed: 503,
  DependencyRefused: 502,
  PodLost: 503,
  PodInterrupted: 503,
};

/** Turns an error into the contract's form. What is not an error of ours is a bug: its text goes to the log and never to the caller. */
export function answerError(error: unknown, requestId: string): JsonAnswer {
  const known = isGantryError(error) ? error : undefined;
  if (known === undefined) logBug(error, requestId);
  const body: ErrorBody = {
    error: {
      code: known?.code ?? 'internal',
      message:
        known?.message ??
        'Something went wrong on our side. Try again. If it happens again, look up the request id in the log.',
      ...(known?.details && { details: { ...known.details } }),
    },
    request_id: requestId,
  };
  return {
    statusCode: statusOf(error),
    headers: {
      'content-type': 'application/json',
      ...dataHeaders,
      'x-request-id': requestId,
      ...retryHeaders(error),
      ...(statusOf(error) === 401 && { 'www-authenticate': 'Bearer realm="gantry"' }),
    },
    body: JSON.stringify(body),
  };
}

function statusOf(error: unknown): number {
  if (error instanceof InputRejected) return error.status;
  return isGantryError(error) ? statuses[error.name] : 500;
}

function retryHeaders(error: unknown): Record<string, string> {
  if (!(error instanceof Error && 'retryAfterMs' in error)) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil(Number(error.retryAfterMs) / 1_000))) };
}

/** One line for the operator's log; causes and events stay out of it, since they may hold what people typed. */
export const logBug = (error: unknown, requestId: string): void =>
  logTrouble('A bug of ours.', error, { request_id: requestId });
