import type * as z from 'zod';
import type { Caller, SessionDeps } from '../access/sessions.ts';
import { findUser } from '../access/users.ts';
import { NotFound } from '../errors.ts';
import type { RecordStore } from '../ports/record-store.ts';
import {
  type LinkedAccount,
  type linkCodeSchema,
  linkedAccountSchema,
  type linkRequestSchema,
  type Place,
  type Said,
} from '../wire/channel.ts';
import { linkIdSchema } from '../wire/ids.ts';
import {
  type Link,
  linkCodeKey,
  linkCodeRecordSchema,
  linkKey,
  linkSchema,
  linksOf,
  ownLinkKey,
} from './channel-records.ts';

type Stored = { readonly records: RecordStore };

/** From a person's asking for a code to their saying it at a platform. */
const codeMs = 10 * 60_000;
/** Accounts that are shown of one user. */
const maxLinks = 100;
const any = { kind: 'any' } as const;

/** Makes a code that links one account at a platform to its user, once; only its hash is kept. */
export const makeLinkCode =
  (deps: SessionDeps) =>
  async (
    { id: user_id, username }: Caller,
    { github_account: account }: z.infer<typeof linkRequestSchema>,
    signal: AbortSignal,
  ): Promise<z.infer<typeof linkCodeSchema>> => {
    const code = deps.ids.token();
    const expiresAtMs = deps.clock.nowMs() + codeMs;
    const options = { condition: { kind: 'absent' }, expiresAtMs } as const;
    const made = { user_id, username, ...(account !== undefined && { account }) };
    await deps.records.put(linkCodeKey(deps.digest.sha256(code)), made, options, signal);
    return { code, expires_at: new Date(expiresAtMs).toISOString() };
  };

type Linking = Pick<Said, 'place' | 'person' | 'repository'>;

/** A code that everybody can read links the one account alone that it was made for. */
const isFor = ({ repository }: Pick<Said, 'repository'>, account: string | undefined): boolean =>
  repository?.account.toLowerCase() === account?.toLowerCase();

/** Whether a code would link this person, who has yet to be let in. */
export const isLinkCodeFor =
  ({ records, digest }: Pick<SessionDeps, 'records' | 'digest'>) =>
  async (said: Linking, code: string, signal: AbortSignal): Promise<boolean> => {
    const found = await records.get(linkCodeKey(digest.sha256(code)), linkCodeRecordSchema, signal);
    return found !== undefined && isFor(said, found.value.account);
  };

/** Links a person at a platform to the user who made the code, and uses the code up; undefined where it is unknown, used, too old or for another account. */
export const redeemLinkCode =
  (deps: SessionDeps) =>
  async (said: Linking, code: string, signal: AbortSignal): Promise<string | undefined> => {
    const { records, digest, ids, clock } = deps;
    const { place, person } = said;
    const key = linkCodeKey(digest.sha256(code));
    const found = await records.get(key, linkCodeRecordSchema, signal);
    if (found === undefined) return undefined;
    const { account: wanted, ...owner } = found.value;
    // Who reads somebody's code in public does not use it up; who shows theirs there loses it.
    if (!isFor(said, wanted) && wanted !== undefined) return undefined;
    if (!(await records.remove(key, { kind: 'revision', revision: found.revision }, signal)))
      return undefined;
    if (!isFor(said, wanted)) return undefined;
    await unlink(deps)(place, person, signal);
    const link: Link = { ...owner, link_id: linkIdSchema.parse(ids.make('lnk')) };
    const { platform, workspace } = place;
    const linked_at = new Date(clock.nowMs()).toISOString();
    const account: LinkedAccount = { link_id: link.link_id, platform, workspace, person, linked_at };
    // Whoever is linked can see so, and undo it, however this ends.
    await records.put(ownLinkKey(link), account, { condition: any }, signal);
    await records.put(linkKey(place, person), link, { condition: any }, signal);
    return owner.username;
  };

/** Forgets whose account it is. */
export const unlink =
  ({ records }: Stored) =>
  async (place: Place, person: string, signal: AbortSignal): Promise<void> => {
    const link = await records.get(linkKey(place, person), linkSchema, signal);
    if (link === undefined) return;
    await records.remove(link.key, any, signal);
    await records.remove(ownLinkKey(link.value), any, signal);
  };

/** The accounts that build as a user, the newest first. */
export const listLinks =
  ({ records }: Stored) =>
  async ({ id }: Pick<Caller, 'id'>, signal: AbortSignal): Promise<readonly LinkedAccount[]> => {
    const range = { prefix: '', limit: maxLinks, descending: true };
    const found = await records.list(linksOf(id), range, linkedAccountSchema, signal);
    return found.map(({ value }) => value);
  };

/** One of the caller's accounts; NotFound for what is not theirs. */
export const requireLink =
  ({ records }: Stored) =>
  async (
    { id: user_id }: Pick<Caller, 'id'>,
    linkId: string,
    signal: AbortSignal,
  ): Promise<LinkedAccount> => {
    const link = linkIdSchema.safeParse(linkId);
    const key = link.success && ownLinkKey({ user_id, link_id: link.data });
    const found = key && (await records.get(key, linkedAccountSchema, signal));
    if (found) return found.value;
    throw new NotFound(
      'link_not_found',
      'You have linked no such account; GET /gantry/channels lists those that you have.',
    );
  };

/** Has an account build as its user no more. What the account was linked to since stays. */
export const removeLink =
  ({ records }: Stored) =>
  async ({ id: user_id }: Pick<Caller, 'id'>, account: LinkedAccount, signal: AbortSignal): Promise<void> => {
    const { link_id, person } = account;
    const link = await records.get(linkKey(account, person), linkSchema, signal);
    if (link?.value.link_id === link_id) await records.remove(link.key, any, signal);
    await records.remove(ownLinkKey({ user_id, link_id }), any, signal);
  };

/** The user behind an account at a platform, who may build there and not merge; undefined where none is linked, or the user was disabled or removed. */
export const linkedCaller =
  ({ records }: Stored) =>
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
      sessionId: `channel:${place.platform}:${id}`,
      scopes: ['build', 'read'],
    };
  };
