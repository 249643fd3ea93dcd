import * as z from 'zod';
import { Conflict, isGantryError } from '../errors.ts';
import type { VouchedIdentity } from '../ports/identity-provider.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { Role } from '../wire/http.ts';
import { wishedUsername } from './admit-identity.ts';
import { changeUser } from './change-user.ts';
import type { SessionDeps } from './grants.ts';
import type { UserRecord } from './users.ts';
import { addUser, findUser } from './users.ts';

type Deps = SessionDeps & { readonly passwordHasher: PasswordHasher };

const linkSchema = z.strictObject({ username: z.string() });
const linkKey = (oidcSha256: string) => ({ partition: `oidc-user#${oidcSha256}`, sort: 'link' });
const maxNames = 50;

/**
 * The user of an identity, made at the first sign-in and found by issuer and subject ever after. A name or an address never leads to a user who
 * was there before: providers hand both out again.
 */
export const userOfIdentity =
  (deps: Deps) =>
  async (
    identity: VouchedIdentity,
    role: Role | undefined,
    options: { readonly signal: AbortSignal },
  ): Promise<UserRecord> => {
    const oidcSha256 = deps.digest.sha256(JSON.stringify([identity.issuer, identity.subject]));
    const user =
      (await findLinked(deps, oidcSha256, options.signal)) ??
      (await makeLinked(deps, { identity, oidcSha256, role: role ?? 'member' }, options.signal));
    const isAsVouched = role === undefined || role === user.role;
    return isAsVouched ? user : changeUser(deps)({ username: user.username, change: { role } }, options);
  };

async function findLinked(deps: Deps, oidcSha256: string, signal: AbortSignal) {
  const link = await deps.records.get(linkKey(oidcSha256), linkSchema, signal);
  const user = link && (await findUser(deps)(link.value.username, signal));
  return user?.oidc_sha256 === oidcSha256 ? user : undefined;
}

interface Newcomer {
  readonly identity: VouchedIdentity;
  readonly oidcSha256: string;
  readonly role: Role;
}

async function makeLinked(deps: Deps, newcomer: Newcomer, signal: AbortSignal): Promise<UserRecord> {
  const wish = wishedUsername(newcomer.identity);
  for (let number = 1; number <= maxNames; number += 1) {
    const username = number === 1 ? wish : `${wish}-${number}`;
    const user = await claimName(deps, username, newcomer, signal);
    if (user === undefined) continue;
    const key = linkKey(newcomer.oidcSha256);
    await deps.records.put(key, { username }, { condition: { kind: 'any' } }, signal);
    return user;
  }
  throw new Conflict('username_taken', `There are too many users named ${wish}.`);
}

/** The user of that name if it is the newcomer: new, or made by a sign-in of the same person at the same moment. */
async function claimName(
  deps: Deps,
  username: string,
  { oidcSha256, role }: Newcomer,
  signal: AbortSignal,
): Promise<UserRecord | undefined> {
  try {
    return await addUser(deps)({ username, role, oidcSha256 }, signal);
  } catch (error) {
    if (!isGantryError(error) || error.code !== 'username_taken') throw error;
    const taken = await findUser(deps)(username, signal);
    return taken?.oidc_sha256 === oidcSha256 ? taken : undefined;
  }
}
