import type * as z from 'zod';
import type { Caller, SessionDeps } from '../access/sessions.ts';
import { findUser } from '../access/users.ts';
import type { linkCodeSchema, Place } from '../wire/channel.ts';
import { linkCodeKey, linkKey, linkSchema } from './channel-records.ts';

/** From a person's asking for a code to their saying it at a platform. */
const codeMs = 10 * 60_000;

/** Makes a code that links one account at a platform to its user, once; only its hash is kept. */
export const makeLinkCode =
  (deps: SessionDeps) =>
  async ({ id: user_id, username }: Caller, signal: AbortSignal): Promise<z.infer<typeof linkCodeSchema>> => {
    const code = deps.ids.token();
    const expiresAtMs = deps.clock.nowMs() + codeMs;
    const options = { condition: { kind: 'absent' }, expiresAtMs } as const;
    await deps.records.put(linkCodeKey(deps.digest.sha256(code)), { user_id, username }, options, signal);
    return { code, expires_at: new Date(expiresAtMs).toISOString() };
  };

/** Links a person at a platform to the user who made the code, and uses the code up; undefined where it is unknown, used or too old. */
export const redeemLinkCode =
  (deps: Pick<SessionDeps, 'records' | 'digest'>) =>
  async (place: Place, person: string, code: string, signal: AbortSignal): Promise<string | undefined> => {
    const key = linkCodeKey(deps.digest.sha256(code));
    const found = await deps.records.get(key, linkSchema, signal);
    if (found === undefined) return undefined;
    const { revision, value } = found;
    if (!(await deps.records.remove(key, { kind: 'revision', revision }, signal))) return undefined;
    await deps.records.put(linkKey(place, person), value, { condition: { kind: 'any' } }, signal);
    return value.username;
  };

/** Forgets whose account it is. */
export const unlink =
  ({ records }: Pick<SessionDeps, 'records'>) =>
  async (place: Place, person: string, signal: AbortSignal): Promise<void> => {
    await records.remove(linkKey(place, person), { kind: 'any' }, signal);
  };

/** The user behind an account at a platform, who may build there and not merge; undefined where none is linked, or the user was disabled or removed. */
export const linkedCaller =
  ({ records }: Pick<SessionDeps, 'records'>) =>
  async (place: Place, person: string, signal: AbortSignal): Promise<Caller | undefined> => {
    const link = (await records.get(linkKey(place, person), linkSchema, signal))?.value;
    if (link === undefined) return undefined;
    const user = await findUser({ records })(link.username, signal);
    if (user?.id !== link.user_id || user.is_disabled) return undefined;
    const { id, username } = user;
    return {
      id,
      username,
      role: 'member',
      sessionId: `channel:${place.platform}`,
      scopes: ['build', 'read'],
    };
  };
