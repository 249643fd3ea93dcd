import * as z from 'zod';
import { Conflict } from '../errors.ts';
import type { Ids } from '../ports/ids.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Role } from '../wire/http.ts';
import { roleSchema, usernameSchema } from '../wire/http.ts';
import { userIdSchema } from '../wire/ids.ts';

/** A user as it is stored; only the password's argon2id hash is kept. */
export const userRecordSchema = z.strictObject({
  id: userIdSchema,
  username: usernameSchema,
  role: roleSchema,
  password_hash: z.string(),
  is_disabled: z.boolean(),
});
export type UserRecord = z.infer<typeof userRecordSchema>;

const keyOf = (username: string) => ({ partition: 'users', sort: username });

interface Deps {
  readonly records: RecordStore;
}

/** A user by name, or undefined. */
export const findUser =
  (deps: Deps) =>
  async (username: string, signal: AbortSignal): Promise<UserRecord | undefined> =>
    (await deps.records.get(keyOf(username), userRecordSchema, signal))?.value;

/** Makes a user; Conflict when the name is taken. */
export const addUser =
  (deps: Deps & { readonly ids: Ids; readonly passwordHasher: PasswordHasher }) =>
  async (
    user: { readonly username: string; readonly password: string; readonly role: Role },
    signal: AbortSignal,
  ): Promise<UserRecord> => {
    const record: UserRecord = {
      id: userIdSchema.parse(deps.ids.make('usr')),
      username: usernameSchema.parse(user.username),
      role: user.role,
      password_hash: await deps.passwordHasher.hash(user.password),
      is_disabled: false,
    };
    const answer = await deps.records.put(
      keyOf(record.username),
      record,
      { condition: { kind: 'absent' } },
      signal,
    );
    if (answer === 'lost')
      throw new Conflict('username_taken', `There is already a user named ${record.username}.`);
    return record;
  };
