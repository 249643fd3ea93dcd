import * as z from 'zod';
import { Forbidden, Unauthenticated } from '../errors.ts';
import type { FlowSecrets, IdentityProvider } from '../ports/identity-provider.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { RecordKey } from '../ports/record-store.ts';
import { sha256Schema, userIdSchema } from '../wire/ids.ts';
import { admitIdentity } from './admit-identity.ts';
import type { Device } from './device.ts';
import type { SessionDeps } from './grants.ts';
import { userOfIdentity } from './oidc-users.ts';
import type { OpenedSession } from './sessions.ts';
import { openSession } from './sessions.ts';
import { findUser } from './users.ts';

export type OidcDeps = SessionDeps & {
  readonly passwordHasher: PasswordHasher;
  readonly identityProvider: IdentityProvider;
};

interface Signalled {
  readonly signal: AbortSignal;
}

/** How long a person may take at the provider, and a browser to redeem what it came back with. */
const flowMs = 10 * 60_000;
const codeMs = 30_000;

const flowSchema = z.strictObject({ salt: z.string(), challenge: sha256Schema });
const codeSchema = z.strictObject({ user_id: userIdSchema, username: z.string(), challenge: sha256Schema });
const flowKey = (stateSha256: string) => ({ partition: `oidc-flow#${stateSha256}`, sort: 'flow' });
const codeKey = (codeSha256: string) => ({ partition: `oidc-code#${codeSha256}`, sort: 'code' });

/** Made of what the browser carries and what the store holds, so that neither alone knows the verifier and no store ever held it. */
function flowSecrets({ digest }: Pick<OidcDeps, 'digest'>, state: string, salt: string): FlowSecrets {
  const made = (use: string): string => digest.sha256(`${use}:${salt}:${state}`);
  return { state, nonce: made('nonce'), codeVerifier: made('code-verifier') };
}

/** Begins a sign-in and answers where to send the browser. `challenge` is the SHA-256 of the verifier that alone can end it. */
export const beginOidcSignIn =
  (deps: OidcDeps) =>
  async ({ challenge }: { readonly challenge: string }, { signal }: Signalled): Promise<string> => {
    const state = deps.ids.token();
    const salt = deps.ids.token();
    const url = await deps.identityProvider.authorizationUrl(flowSecrets(deps, state, salt), signal);
    const expiresAtMs = deps.clock.nowMs() + flowMs;
    const key = flowKey(deps.digest.sha256(state));
    await deps.records.put(key, { salt, challenge }, { condition: { kind: 'absent' }, expiresAtMs }, signal);
    return url;
  };

/** Takes what the provider sent the browser back with, once, and answers a code that lives 30 s. Forbidden for whom the policy keeps out. */
export const finishOidcSignIn =
  (deps: OidcDeps) =>
  async (query: Readonly<Record<string, string>>, options: Signalled): Promise<string> => {
    const { signal } = options;
    const state = query.state ?? '';
    const flow = await takeRecord(deps, flowKey(deps.digest.sha256(state)), flowSchema, signal);
    if (flow === undefined)
      throw new Unauthenticated(
        'oidc_expired',
        'This sign-in has expired or was used already. Sign in again.',
      );
    const secrets = flowSecrets(deps, state, flow.salt);
    const identity = await deps.identityProvider.redeem(query, secrets, signal);
    const admission = admitIdentity(identity, deps.identityProvider.admission);
    const user = admission.isAdmitted && (await userOfIdentity(deps)(identity, admission.role, options));
    if (!user || user.is_disabled)
      throw new Forbidden(
        'oidc_not_allowed',
        'This account has no access here. Ask an admin of this Gantry.',
      );
    const code = deps.ids.token();
    const expiresAtMs = deps.clock.nowMs() + codeMs;
    const record = { user_id: user.id, username: user.username, challenge: flow.challenge };
    const key = codeKey(deps.digest.sha256(code));
    await deps.records.put(key, record, { condition: { kind: 'absent' }, expiresAtMs }, signal);
    return code;
  };

/** Redeems a code once, for the browser that holds the verifier: a code that somebody was sent, or that leaked, opens nothing. */
export const redeemOidcCode =
  (deps: SessionDeps) =>
  async (
    {
      code,
      verifier,
      device,
    }: { readonly code: string; readonly verifier: string; readonly device?: Device },
    { signal }: Signalled,
  ): Promise<OpenedSession> => {
    const found = await takeRecord(deps, codeKey(deps.digest.sha256(code)), codeSchema, signal);
    const isBegunHere = found?.challenge === deps.digest.sha256(verifier);
    const user = found && isBegunHere && (await findUser(deps)(found.username, signal));
    if (user && user.id === found.user_id && !user.is_disabled)
      return openSession(deps)(user, signal, device);
    throw new Unauthenticated(
      'oidc_code_invalid',
      'This sign-in has expired, was used already or began in another browser. Sign in again.',
    );
  };

/** Reads a record and uses it up; of two takers one gets it. */
async function takeRecord<T>(
  { records }: SessionDeps,
  key: RecordKey,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const found = await records.get(key, schema, signal);
  if (found === undefined) return undefined;
  const condition = { kind: 'revision', revision: found.revision } as const;
  return (await records.remove(key, condition, signal)) ? found.value : undefined;
}
