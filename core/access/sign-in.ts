import { Conflict, Unauthenticated } from '../errors.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import { changeUser } from './change-user.ts';
import type { Device } from './device.ts';
import type { Caller, OpenedSession, SessionDeps } from './sessions.ts';
import { openSession } from './sessions.ts';
import type { Attempt, AttemptDeps } from './sign-in-attempts.ts';
import { admitAttempt, noteSuccess } from './sign-in-attempts.ts';
import type { UserRecord } from './users.ts';
import { findUser } from './users.ts';

export type SignInDeps = SessionDeps & AttemptDeps & { readonly passwordHasher: PasswordHasher };

interface Signalled {
  readonly signal: AbortSignal;
}

type PasswordAttempt = Attempt & {
  readonly password: string;
  /** What the session is opened on. */
  readonly device?: Device;
};

/** Signs a user in; the same error in the same time for an unknown user, a disabled one and a wrong password. RateLimited after too many. */
export const signIn =
  (deps: SignInDeps) =>
  async (input: PasswordAttempt, { signal }: Signalled): Promise<OpenedSession> => {
    const user = await verifyPassword(deps, input, signal);
    if (user !== undefined) return openSession(deps)(user, signal, input.device);
    throw new Unauthenticated('invalid_credentials', 'Wrong user name or password.');
  };

/** Changes the caller's own password and ends every session of theirs; answers a new one. The present password is guarded as sign-in is. */
export const changeOwnPassword =
  (deps: SignInDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly address: string;
      readonly current: string;
      readonly next: string;
      readonly device?: Device;
    },
    { signal }: Signalled,
  ): Promise<OpenedSession> => {
    const { caller, address, current, next } = input;
    const attempt = { username: caller.username, address, password: current };
    if ((await verifyPassword(deps, attempt, signal)) === undefined)
      throw new Conflict('password_wrong', 'That is not your current password.');
    const user = await changeUser(deps)(
      { username: caller.username, change: { password: next } },
      { signal },
    );
    return openSession(deps)(user, signal, input.device);
  };

async function verifyPassword(
  deps: SignInDeps,
  attempt: PasswordAttempt,
  signal: AbortSignal,
): Promise<UserRecord | undefined> {
  await admitAttempt(deps)(attempt, signal);
  const user = await findUser(deps)(attempt.username, signal);
  const isRight = await deps.passwordHasher.verify(attempt.password, user?.password_hash ?? null);
  if (user === undefined || !isRight || user.is_disabled) return undefined;
  await noteSuccess(deps)(attempt, signal);
  return user;
}
