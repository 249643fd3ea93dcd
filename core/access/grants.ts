import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Ids } from '../ports/ids.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import { scopeSchema } from '../wire/access.ts';
import type { UserId } from '../wire/ids.ts';
import { sha256Schema, userIdSchema } from '../wire/ids.ts';
import { deviceSchema } from './device.ts';
import type { UserRecord } from './users.ts';
import { findUser } from './users.ts';

const dayMs = 24 * 60 * 60 * 1_000;
/** A session ends after this long without use, and after this long in any case. */
const slidingMs = 7 * dayMs;
const absoluteMs = 30 * dayMs;
/** Use is noted at most this often, so that reads stay reads. */
const noteUseMs = 60 * 60 * 1_000;
/** The same of a program's connection, which is renewed at least once an hour while it is used. */
const connectionSlidingMs = 30 * dayMs;
const connectionAbsoluteMs = 365 * dayMs;
/** How long an access token of a connection lasts. */
export const accessTokenMs = 60 * 60 * 1_000;
const pageSize = 200;

const base = {
  id: z.string(),
  /** Of the token, which itself is kept nowhere. */
  token_sha256: sha256Schema,
  user_id: userIdSchema,
  username: z.string(),
  /** The user's, when this was made. */
  epoch: z.number().int(),
  created_at_ms: z.number(),
};

/** What a token stands for. This one record is the truth: removing it ends the token. */
const grantSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('session'),
    ...base,
    last_used_at_ms: z.number(),
    /** Left out where nobody could tell, and by earlier versions. */
    device: deviceSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('api-key'),
    ...base,
    last_used_at_ms: z.number().nullable(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    hint: z.string(),
  }),
  z.strictObject({
    kind: z.literal('connection'),
    ...base,
    last_used_at_ms: z.number().nullable(),
    client_id: z.string(),
    client_name: z.string(),
    scopes: z.array(scopeSchema),
    /** The one address that its access tokens open. */
    audience: z.string(),
    /** Of the refresh token that is the next to be used; any earlier one gives the connection away. */
    refresh_sha256: sha256Schema,
    refreshed_at_ms: z.number(),
  }),
]);
export type Grant = z.infer<typeof grantSchema>;
export type SessionGrant = Extract<Grant, { kind: 'session' }>;
export type KeyGrant = Extract<Grant, { kind: 'api-key' }>;
/** A program that its user has let in by OAuth. */
export type ConnectionGrant = Extract<Grant, { kind: 'connection' }>;

/** Where a grant is found; what was made under one and must end with it keeps this. */
export const grantRefSchema = z.strictObject({
  user_id: userIdSchema,
  username: z.string(),
  grant_id: z.string(),
});
export type GrantRef = z.infer<typeof grantRefSchema>;

export interface SessionDeps {
  readonly records: RecordStore;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly ids: Ids;
}

type GrantReads = Pick<SessionDeps, 'records' | 'clock'>;

const prefixes = { session: 'ses', 'api-key': 'key', connection: 'con' } as const;
const grantKey = (userId: UserId, id: string) => ({ partition: `grants#${userId}`, sort: id });
const pointerKey = (tokenSha256: string) => ({ partition: `token#${tokenSha256}`, sort: 'token' });

/** When a session ends if it is not used again; undefined for a key, which lasts until it is revoked. */
export function expiresAtMs(grant: SessionGrant | ConnectionGrant): number;
export function expiresAtMs(grant: Grant): number | undefined;
export function expiresAtMs(grant: Grant): number | undefined {
  if (grant.kind === 'api-key') return undefined;
  if (grant.kind === 'connection')
    return Math.min(grant.refreshed_at_ms + connectionSlidingMs, grant.created_at_ms + connectionAbsoluteMs);
  return Math.min(grant.last_used_at_ms + slidingMs, grant.created_at_ms + absoluteMs);
}

const lasting = (atMs: number | undefined) => (atMs === undefined ? {} : { expiresAtMs: atMs });

/** Stores a grant and what leads from its token to it. */
export async function saveGrant(deps: SessionDeps, grant: Grant, signal: AbortSignal): Promise<void> {
  const options = { condition: { kind: 'absent' }, ...lasting(expiresAtMs(grant)) } as const;
  await deps.records.put(grantKey(grant.user_id, grant.id), grant, options, signal);
  await savePointer(deps, grant, signal);
}

/** Stores what leads from a grant's token to it. */
export async function savePointer(
  deps: Pick<SessionDeps, 'records'>,
  grant: Grant,
  signal: AbortSignal,
): Promise<void> {
  const options = { condition: { kind: 'absent' }, ...lasting(tokenEndsAtMs(grant)) } as const;
  await deps.records.put(pointerKey(grant.token_sha256), refOf(grant), options, signal);
}

/** Where a grant is found. */
export const refOf = (grant: Grant): GrantRef => ({
  user_id: grant.user_id,
  username: grant.username,
  grant_id: grant.id,
});

function tokenEndsAtMs(grant: Grant): number | undefined {
  if (grant.kind === 'session') return grant.created_at_ms + absoluteMs;
  return grant.kind === 'connection' ? grant.refreshed_at_ms + accessTokenMs : undefined;
}

/** The grant of a token and its user, if both are still good: not ended, not expired, of the user's present epoch, and the user not disabled. */
export async function resolveGrant(
  deps: SessionDeps,
  token: string,
  signal: AbortSignal,
): Promise<{ readonly grant: Grant; readonly user: UserRecord } | undefined> {
  const pointer = await deps.records.get(pointerKey(deps.digest.sha256(token)), grantRefSchema, signal);
  const good = pointer && (await findGoodGrant(deps, pointer.value, signal));
  if (good === undefined) return undefined;
  await noteUse(deps, good.found, signal);
  return { grant: good.found.value, user: good.user };
}

/** Whether a grant would still let its bearer in; asking is no use of it. */
export const isGrantGood = async (deps: GrantReads, ref: GrantRef, signal: AbortSignal): Promise<boolean> =>
  (await findGoodGrant(deps, ref, signal)) !== undefined;

/** A grant that would still let its bearer in, and its user. */
export async function findGoodGrant(
  deps: GrantReads,
  { user_id: userId, username, grant_id: id }: GrantRef,
  signal: AbortSignal,
): Promise<{ readonly found: StoredRecord<Grant>; readonly user: UserRecord } | undefined> {
  const [found, user] = await Promise.all([
    deps.records.get(grantKey(userId, id), grantSchema, signal),
    findUser(deps)(username, signal),
  ]);
  if (found === undefined || user === undefined || !isGood(found.value, user, deps.clock.nowMs()))
    return undefined;
  return { found, user };
}

function isGood(grant: Grant, user: UserRecord, nowMs: number): boolean {
  const epoch = grant.kind === 'session' ? user.session_epoch : user.key_epoch;
  const isUsers = user.id === grant.user_id && grant.epoch === epoch;
  return isUsers && !user.is_disabled && (expiresAtMs(grant) ?? Number.POSITIVE_INFINITY) > nowMs;
}

/** Compare and swap, so that noting a use never brings back a grant that was just ended. */
async function noteUse(deps: SessionDeps, found: StoredRecord<Grant>, signal: AbortSignal): Promise<void> {
  const now = deps.clock.nowMs();
  const { last_used_at_ms: last } = found.value;
  if (last !== null && now - last < noteUseMs) return;
  const grant = { ...found.value, last_used_at_ms: now };
  const condition = { kind: 'revision', revision: found.revision } as const;
  await deps.records.put(found.key, grant, { condition, ...lasting(expiresAtMs(grant)) }, signal);
}

/** Whose grants they are. */
type Holder = Pick<UserRecord, 'id' | 'username'>;

/** A user's good grants of one kind, oldest first. */
export async function listGrants(
  deps: SessionDeps,
  holder: Holder,
  kind: Grant['kind'],
  signal: AbortSignal,
): Promise<readonly Grant[]> {
  const [grants, user] = await Promise.all([
    storedGrants(deps, holder.id, kind, signal),
    findUser(deps)(holder.username, signal),
  ]);
  const now = deps.clock.nowMs();
  return grants.filter((grant) => user !== undefined && isGood(grant, user, now));
}

/** Ends a grant; the record that is the truth goes first. */
export async function endGrant(deps: SessionDeps, grant: Grant, signal: AbortSignal): Promise<void> {
  await deps.records.remove(grantKey(grant.user_id, grant.id), { kind: 'any' }, signal);
  await deps.records.remove(pointerKey(grant.token_sha256), { kind: 'any' }, signal);
}

/** Tidies away the grants that a new epoch has ended already. */
export async function sweepGrants(deps: SessionDeps, user: UserRecord, signal: AbortSignal): Promise<void> {
  const now = deps.clock.nowMs();
  for (const kind of ['session', 'api-key', 'connection'] as const) {
    for (const grant of await storedGrants(deps, user.id, kind, signal))
      if (!isGood(grant, user, now)) await endGrant(deps, grant, signal);
  }
}

async function storedGrants(
  deps: SessionDeps,
  userId: UserId,
  kind: Grant['kind'],
  signal: AbortSignal,
): Promise<readonly Grant[]> {
  const all: StoredRecord<Grant>[] = [];
  for (;;) {
    const range = { prefix: `${prefixes[kind]}_`, limit: pageSize, cursor: all.at(-1)?.key.sort ?? '' };
    const page = await deps.records.list(`grants#${userId}`, range, grantSchema, signal);
    all.push(...page);
    if (page.length < pageSize) return all.map(({ value }) => value);
  }
}
