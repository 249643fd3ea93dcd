import { Conflict, NotFound } from '../errors.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { StoredRecord } from '../ports/record-store.ts';
import type { UserChange } from '../wire/access.ts';
import type { SessionDeps } from './grants.ts';
import { sweepGrants } from './grants.ts';
import { isActingAdmin, keepAnAdmin } from './keep-an-admin.ts';
import type { UserRecord } from './users.ts';
import { findUserRecord, replaceUser } from './users.ts';

const maxRaces = 20;

/**
 * Changes a user. A new password ends the sessions, disabling ends the sessions and the API keys, all in the write that makes the change.
 * Conflict when nobody would be left who is an admin.
 */
export const changeUser =
  (deps: SessionDeps & { readonly passwordHasher: PasswordHasher }) =>
  async (
    { username, change }: { readonly username: string; readonly change: UserChange },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<UserRecord> => {
    const { password } = change;
    const passwordHash = password === undefined ? undefined : await deps.passwordHasher.hash(password);
    for (let race = 0; race < maxRaces; race += 1) {
      const before = await findUserRecord(deps)(username, signal);
      if (before === undefined) throw new NotFound('user_not_found', `There is no user named ${username}.`);
      const after = applyChange(before.value, change, passwordHash);
      if (!(await replace(deps, before, after, signal))) continue;
      await sweepGrants(deps, after, signal);
      return after;
    }
    throw new Conflict('users_busy', 'The users were changed at the same moment. Try again.');
  };

function replace(
  deps: SessionDeps,
  before: StoredRecord<UserRecord>,
  after: UserRecord,
  signal: AbortSignal,
): Promise<boolean> {
  const write = (during: AbortSignal) => replaceUser(deps)(before, after, during);
  const isLeaving = isActingAdmin(before.value) && !isActingAdmin(after);
  return isLeaving ? keepAnAdmin(deps)(after.username, write, signal) : write(signal);
}

function applyChange(user: UserRecord, change: UserChange, passwordHash: string | undefined): UserRecord {
  const isDisabled = change.is_disabled ?? user.is_disabled;
  const isShutOut = isDisabled && !user.is_disabled;
  return {
    ...user,
    role: change.role ?? user.role,
    is_disabled: isDisabled,
    password_hash: passwordHash ?? user.password_hash,
    session_epoch: user.session_epoch + (isShutOut || passwordHash !== undefined ? 1 : 0),
    key_epoch: user.key_epoch + (isShutOut ? 1 : 0),
  };
}
