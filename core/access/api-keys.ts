import { InputRejected, NotFound } from '../errors.ts';
import type { ApiKeyView, Scope } from '../wire/access.ts';
import type { KeyGrant, SessionDeps } from './grants.ts';
import { endGrant, listGrants, saveGrant } from './grants.ts';
import type { Caller } from './sessions.ts';
import { findUser } from './users.ts';

const maxKeys = 50;
/** So that people and secret scanners know one when they see it. */
const keyPrefix = 'gnt_';

/** A key as its owner sees it. */
export function viewApiKey(key: KeyGrant): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    hint: key.hint,
    created_at: new Date(key.created_at_ms).toISOString(),
    last_used_at: key.last_used_at_ms === null ? null : new Date(key.last_used_at_ms).toISOString(),
  };
}

/** A user's API keys, oldest first. */
export const listApiKeys =
  (deps: SessionDeps) =>
  async (caller: Caller, signal: AbortSignal): Promise<readonly KeyGrant[]> =>
    (await listGrants(deps, caller, 'api-key', signal)) as readonly KeyGrant[];

/** Makes a key for the caller; the secret is answered once and only its hash is kept. */
export const makeApiKey =
  (deps: SessionDeps) =>
  async (
    input: { readonly caller: Caller; readonly name: string; readonly scopes: readonly Scope[] },
    signal: AbortSignal,
  ): Promise<ApiKeyView & { readonly key: string }> => {
    const { caller, name, scopes } = input;
    const user = await findUser(deps)(caller.username, signal);
    if (user === undefined || (await listApiKeys(deps)(caller, signal)).length >= maxKeys) {
      throw new InputRejected(
        'too_many_keys',
        `You have ${maxKeys} API keys, which is the limit. Revoke one first.`,
      );
    }
    const key = `${keyPrefix}${deps.ids.token()}`;
    const grant: KeyGrant = {
      kind: 'api-key',
      id: deps.ids.make('key'),
      token_sha256: deps.digest.sha256(key),
      user_id: caller.id,
      username: caller.username,
      epoch: user.key_epoch,
      created_at_ms: deps.clock.nowMs(),
      last_used_at_ms: null,
      name,
      scopes: [...scopes],
      hint: key.slice(-4),
    };
    await saveGrant(deps, grant, signal);
    return { ...viewApiKey(grant), key };
  };

/** The caller's key with an id; NotFound for an unknown one and for somebody else's. */
export const requireApiKey =
  (deps: SessionDeps) =>
  async (caller: Caller, id: string, signal: AbortSignal): Promise<KeyGrant> => {
    const key = (await listApiKeys(deps)(caller, signal)).find((candidate) => candidate.id === id);
    if (key !== undefined) return key;
    throw new NotFound('key_not_found', 'You have no such API key; GET /gantry/api-keys lists them.');
  };

/** Revokes a key: the very next request with it is refused. */
export const revokeApiKey =
  (deps: SessionDeps) =>
  (key: KeyGrant, signal: AbortSignal): Promise<void> =>
    endGrant(deps, key, signal);
