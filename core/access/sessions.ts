import * as z from 'zod';
import { Unauthenticated } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Ids } from '../ports/ids.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { UserView } from '../wire/http.ts';
import { sha256Schema, userIdSchema } from '../wire/ids.ts';
import { findUser } from './users.ts';

const dayMs = 24 * 60 * 60 * 1_000;
/** A session ends after this long without use, and after this long in any case. */
const slidingMs = 7 * dayMs;
const absoluteMs = 30 * dayMs;
/** Use is noted at most this often, so that reads stay reads. */
const noteUseMs = 60 * 60 * 1_000;
const maxSessions = 200;

/** A session; found by the hash of its token, which itself is kept nowhere. */
const sessionSchema = z.strictObject({
  id: z.string(),
  token_sha256: sha256Schema,
  user_id: userIdSchema,
  username: z.string(),
  created_at_ms: z.number(),
  last_used_at_ms: z.number(),
});
type Session = z.infer<typeof sessionSchema>;

export interface SessionDeps {
  readonly records: RecordStore;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Who is calling, verified: the user and the session that the token opened. */
export interface Caller extends UserView {
  readonly sessionId: string;
}

/** A session as it is answered, once. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly user: UserView;
}

const keyOf = (tokenSha256: string) => ({ partition: `session#${tokenSha256}`, sort: 'session' });
const indexKeyOf = (session: Pick<Session, 'user_id' | 'id'>) => ({
  partition: `sessions#${session.user_id}`,
  sort: session.id,
});

function expiresAtMs(session: Session): number {
  return Math.min(session.last_used_at_ms + slidingMs, session.created_at_ms + absoluteMs);
}

/** The hash that an unknown user's password is compared with, so that it takes as long as a real one's: argon2id, m=19456, t=2, p=1. */
const decoyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$Z2FudHJ5ZGVjb3lzYWx0IQ$2q9bVY1x6mJ8o0lY0cJxkq7yqj0r1X0m6n3xw7l0f5E';

/** Signs a user in; the same error in the same time for an unknown user, a disabled one and a wrong password. */
export const signIn =
  (deps: SessionDeps & { readonly passwordHasher: PasswordHasher }) =>
  async (
    input: { readonly username: string; readonly password: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<OpenedSession> => {
    const user = await findUser(deps)(input.username, signal);
    const isRight = await deps.passwordHasher.verify(input.password, user?.password_hash ?? decoyHash);
    if (user === undefined || !isRight || user.is_disabled) {
      throw new Unauthenticated('invalid_credentials', 'That user name and password do not go together.');
    }
    return openSession(deps)(user, signal);
  };

/** Opens a session for a user who has been verified already; the token is answered once and only its hash is kept. */
export const openSession =
  (deps: SessionDeps) =>
  async (user: UserView, signal: AbortSignal): Promise<OpenedSession> => {
    const token = deps.ids.token();
    const now = deps.clock.nowMs();
    const session: Session = {
      id: deps.ids.make('ses'),
      token_sha256: deps.digest.sha256(token),
      user_id: user.id,
      username: user.username,
      created_at_ms: now,
      last_used_at_ms: now,
    };
    await saveSession(deps, session, signal);
    return {
      token,
      expiresAtMs: expiresAtMs(session),
      user: { id: user.id, username: user.username, role: user.role },
    };
  };

async function saveSession(deps: SessionDeps, session: Session, signal: AbortSignal): Promise<void> {
  const options = { condition: { kind: 'any' }, expiresAtMs: expiresAtMs(session) } as const;
  await deps.records.put(keyOf(session.token_sha256), session, options, signal);
  await deps.records.put(indexKeyOf(session), session, options, signal);
}

/** The caller behind a bearer token; Unauthenticated for none, junk, an expired one, and a user who was disabled or removed. */
export const resolveCaller =
  (deps: SessionDeps) =>
  async (authorization: string | undefined, signal: AbortSignal): Promise<Caller> => {
    const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(authorization ?? '')?.[1];
    const caller = token === undefined ? undefined : await callerOfToken(deps)(token, signal);
    if (caller !== undefined) return caller;
    throw new Unauthenticated(
      'unauthenticated',
      'Sign in with POST /gantry/auth and send the token as "Authorization: Bearer …".',
    );
  };

/** The caller whose session a token opened, or undefined. */
export const callerOfToken =
  (deps: SessionDeps) =>
  async (token: string, signal: AbortSignal): Promise<Caller | undefined> => {
    const found = await deps.records.get(keyOf(deps.digest.sha256(token)), sessionSchema, signal);
    if (found === undefined || expiresAtMs(found.value) <= deps.clock.nowMs()) return undefined;
    const user = await findUser(deps)(found.value.username, signal);
    if (user === undefined || user.is_disabled || user.id !== found.value.user_id) return undefined;
    await noteUse(deps, found, signal);
    return { id: user.id, username: user.username, role: user.role, sessionId: found.value.id };
  };

/** Compare and swap, so that noting a use never brings back a session that was just ended. */
async function noteUse(deps: SessionDeps, found: StoredRecord<Session>, signal: AbortSignal): Promise<void> {
  const now = deps.clock.nowMs();
  if (now - found.value.last_used_at_ms < noteUseMs) return;
  const session = { ...found.value, last_used_at_ms: now };
  const condition = { kind: 'revision', revision: found.revision } as const;
  const noted = await deps.records.put(
    found.key,
    session,
    { condition, expiresAtMs: expiresAtMs(session) },
    signal,
  );
  if (noted === 'lost') return;
  await deps.records.put(
    indexKeyOf(session),
    session,
    { condition: { kind: 'any' }, expiresAtMs: expiresAtMs(session) },
    signal,
  );
}

/** A user's sessions, newest first. */
export const listSessions = (deps: SessionDeps) => async (caller: Caller, signal: AbortSignal) => {
  const range = { limit: maxSessions, descending: true };
  const found = await deps.records.list(`sessions#${caller.id}`, range, sessionSchema, signal);
  return found.map(({ value }) => ({
    id: value.id,
    created_at: new Date(value.created_at_ms).toISOString(),
    last_used_at: new Date(value.last_used_at_ms).toISOString(),
    expires_at: new Date(expiresAtMs(value)).toISOString(),
    current: value.id === caller.sessionId,
  }));
};

/** Ends the sessions of a user that `which` picks. */
export const endSessions =
  (deps: SessionDeps) =>
  async (caller: Caller, which: 'this' | 'others', signal: AbortSignal): Promise<void> => {
    const ending = (await allSessions(deps, caller, signal)).filter(
      ({ value }) => (value.id === caller.sessionId) === (which === 'this'),
    );
    for (const { value, key } of ending) {
      await deps.records.remove(keyOf(value.token_sha256), { kind: 'any' }, signal);
      await deps.records.remove(key, { kind: 'any' }, signal);
    }
  };

async function allSessions(
  deps: SessionDeps,
  caller: Caller,
  signal: AbortSignal,
): Promise<StoredRecord<Session>[]> {
  const all: StoredRecord<Session>[] = [];
  for (;;) {
    const range = { limit: maxSessions, cursor: all.at(-1)?.key.sort ?? '' };
    const page = await deps.records.list(`sessions#${caller.id}`, range, sessionSchema, signal);
    all.push(...page);
    if (page.length < maxSessions) return all;
  }
}
