import type * as z from 'zod';
import { NotFound } from '../../errors.ts';
import type { oauthRegistrationSchema } from '../../wire/oauth.ts';
import { oauthClientSchema } from '../../wire/oauth.ts';
import type { SessionDeps } from '../grants.ts';
import { OauthError } from './oauth-error.ts';
import { checkRedirect } from './redirects.ts';

export type OauthClient = z.infer<typeof oauthClientSchema>;

const dayMs = 24 * 60 * 60_000;
/** A program that nobody has allowed anything is forgotten after this; anybody may register one. */
const unusedMs = dayMs;
/** Longer than any connection that a person can have allowed it. */
const allowedMs = 400 * dayMs;

const clientKey = (id: string) => ({ partition: `oauth-client#${id}`, sort: 'client' });

/** Registers a program (RFC 7591). Whoever comes may: it can do nothing until a person allows it something. */
export const registerClient =
  (deps: Pick<SessionDeps, 'records' | 'clock' | 'ids'>) =>
  async (asked: z.infer<typeof oauthRegistrationSchema>, signal: AbortSignal): Promise<OauthClient> => {
    for (const uri of asked.redirect_uris) checkRedirect(uri);
    if ((asked.token_endpoint_auth_method ?? 'none') !== 'none')
      throw new OauthError(
        'invalid_client_metadata',
        'Programs have no secret here: set token_endpoint_auth_method to "none" and use PKCE.',
      );
    const client: OauthClient = {
      client_id: deps.ids.make('cli'),
      client_id_issued_at: Math.floor(deps.clock.nowMs() / 1_000),
      client_name: asked.client_name,
      redirect_uris: asked.redirect_uris,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    };
    await keepClient(deps, client, unusedMs, signal);
    return client;
  };

/** Keeps a program for as long as what a person just allowed it may last. */
export const keepAllowedClient = (
  deps: Pick<SessionDeps, 'records' | 'clock'>,
  client: OauthClient,
  signal: AbortSignal,
): Promise<void> => keepClient(deps, client, allowedMs, signal);

async function keepClient(
  { records, clock }: Pick<SessionDeps, 'records' | 'clock'>,
  client: OauthClient,
  forMs: number,
  signal: AbortSignal,
): Promise<void> {
  const options = { condition: { kind: 'any' }, expiresAtMs: clock.nowMs() + forMs } as const;
  await records.put(clientKey(client.client_id), client, options, signal);
}

/** The registered program of an id; NotFound for one that is unknown or was forgotten. */
export async function requireClient(
  { records }: Pick<SessionDeps, 'records'>,
  id: string | undefined,
  signal: AbortSignal,
): Promise<OauthClient> {
  const found = id && (await records.get(clientKey(id.slice(0, 100)), oauthClientSchema, signal));
  if (found) return found.value;
  throw new NotFound(
    'oauth_client_not_found',
    'Gantry does not know this program, or no longer. Have it connect anew, so that it registers again.',
  );
}
