import { clock, digest, ids, passwordHasher, rateLimiter, records } from '#world';
import type { OpenedSession, SessionDeps } from '../../core/access/sessions.ts';
import type { SignInDeps } from '../../core/access/sign-in.ts';

/** What verifies a caller. */
export function accessDeps(): SessionDeps {
  return { records: records(), digest: digest(), clock: clock(), ids: ids() };
}

/** What verifies a password and changes users. */
export function signInDeps(): SignInDeps {
  return { ...accessDeps(), passwordHasher: passwordHasher(), rateLimiter: rateLimiter() };
}

/** A new session as the wire has it. */
export function showSession({ token, expiresAtMs, user }: OpenedSession) {
  const expires_at = new Date(expiresAtMs).toISOString();
  return { token, expires_at, user, speech: `Welcome, ${user.username}. What shall we build?` };
}
