import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { DependencyFailed, type GantryError, isGantryError, Unauthenticated } from '../../core/errors.ts';

/** What the provider or the way to it is to blame for, and what may be better in a moment. */
const transient: ReadonlySet<unknown> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** Turns what the library threw into an error of ours; its words stay in `cause`, since they may quote a token. */
export function oidcFault(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (isGantryError(error)) return error;
  if (error instanceof AuthorizationResponseError) return denied(error);
  return isTransient(error) ? unavailable(error) : invalid(error);
}

function isTransient(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500;
  // What fetch throws where nobody listens.
  if (error instanceof TypeError) return true;
  return error instanceof ClientError && transient.has(error.code);
}

const denied = (cause: unknown): GantryError =>
  new Unauthenticated('oidc_denied', 'The identity provider did not sign you in. Try again.', { cause });

const invalid = (cause: unknown): GantryError =>
  new Unauthenticated('oidc_invalid', 'What the identity provider answered could not be verified.', {
    cause,
  });

const unavailable = (cause: unknown): GantryError =>
  new DependencyFailed('oidc_unavailable', 'The identity provider does not answer. Try again shortly.', {
    cause,
    retryAfterMs: 5_000,
  });
