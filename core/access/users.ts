import * as z from 'zod';
import { Conflict, NotFound } from '../errors.ts';
import type { Ids } from '../ports/ids.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { AccountView } from '../wire/access.ts';
import type { Role } from '../wire/http.ts';
import { roleSchema, usernameSchema } from '../wire/http.ts';
import { sha256Schema, userIdSchema } from '../wire/ids.ts';

/** A user as it is stored; only the password's argon2id hash is kept, and null where an identity provider vouches instead. */
export const userRecordSchema = z.strictObject({
  id: userIdSchema,
  username: usernameSchema,
  role: roleSchema,
  password_hash: z.string().nullable(),
  is_disabled: z.boolean(),
  /** Sessions and keys carry the number they were made under, and are worth nothing under another: one write ends them all. */
  session_epoch: z.number().int().default(0),
  key_epoch: z.number().int().default(0),
  /** Who this is at the identity provider: SHA-256 of issuer and subject. */
  oidc_sha256: sha256Schema.optional(),
});
export type UserRecord = z.infer<typeof userRecordSchema>;

interface Deps {
  readonly records: RecordStore;
}

const partition = 'users';
const pageSize = 200;

/** A user by name with the revision that guards a change, or undefined. */
export const findUserRecord =
  (deps: Deps) =>
  (username: string, signal: AbortSignal): Promise<StoredRecord<UserRecord> | undefined> =>
    deps.records.get({ partition, sort: username }, userRecordSchema, signal);

/** A user by name, or undefined. */
export const findUser =
  (deps: Deps) =>
  async (username: string, signal: AbortSignal): Promise<UserRecord | undefined> =>
    (await findUserRecord(deps)(username, signal))?.value;

/** All users by name. */
export const listUsers =
  (deps: Deps) =>
  async (signal: AbortSignal): Promise<readonly UserRecord[]> => {
    const all: UserRecord[] = [];
    for (;;) {
      const range = { limit: pageSize, cursor: all.at(-1)?.username ?? '' };
      const page = await deps.records.list(partition, range, userRecordSchema, signal);
      all.push(...page.map(({ value }) => value));
      if (page.length < pageSize) return all;
    }
  };

/** The user with an id; reads them all, which only admins cause. NotFound when there is none. */
export const requireUserById =
  (deps: Deps) =>
  async (id: string, signal: AbortSignal): Promise<UserRecord> => {
    const user = (await listUsers(deps)(signal)).find((candidate) => candidate.id === id);
    if (user !== undefined) return user;
    throw new NotFound('user_not_found', 'There is no such user; GET /gantry/users lists them.');
  };

/** A user as admins see one. */
export function viewAccount(user: UserRecord): AccountView {
  return {
    id: user.id,
    username: user.username,
    role: user.role,
    is_disabled: user.is_disabled,
    sign_in: user.password_hash === null ? 'oidc' : 'password',
  };
}

/** How a new user comes in: with a password, or as somebody whom the identity provider knows. */
export type NewUser = { readonly username: string; readonly role: Role } & (
  | { readonly password: string }
  | { readonly oidcSha256: string }
);

/** Makes a user; Conflict when the name is taken. */
export const addUser =
  (deps: Deps & { readonly ids: Ids; readonly passwordHasher: PasswordHasher }) =>
  async (user: NewUser, signal: AbortSignal): Promise<UserRecord> => {
    const record: UserRecord = {
      id: userIdSchema.parse(deps.ids.make('usr')),
      username: usernameSchema.parse(user.username),
      role: user.role,
      password_hash: 'password' in user ? await deps.passwordHasher.hash(user.password) : null,
      is_disabled: false,
      session_epoch: 0,
      key_epoch: 0,
      ...('oidcSha256' in user && { oidc_sha256: user.oidcSha256 }),
    };
    const key = { partition, sort: record.username };
    const answer = await deps.records.put(key, record, { condition: { kind: 'absent' } }, signal);
    if (answer === 'lost')
      throw new Conflict('username_taken', `There is already a user named ${record.username}.`);
    return record;
  };

/** Writes a changed user over the one that was read; false when somebody else was first. */
export const replaceUser =
  (deps: Deps) =>
  async (before: StoredRecord<UserRecord>, after: UserRecord, signal: AbortSignal): Promise<boolean> => {
    const condition = { kind: 'revision', revision: before.revision } as const;
    return (await deps.records.put(before.key, after, { condition }, signal)) !== 'lost';
  };
