import * as z from 'zod';
import { InputRejected } from '../../errors.ts';
import { type Scope, scopeSchema } from '../../wire/access.ts';
import { userIdSchema } from '../../wire/ids.ts';
import type { OauthRequest } from '../../wire/oauth.ts';
import type { SessionDeps } from '../grants.ts';
import type { Caller } from '../sessions.ts';
import { keepAllowedClient, type OauthClient, requireClient } from './clients.ts';
import { listConnections, maxConnections } from './connections.ts';
import { OauthError } from './oauth-error.ts';
import { destinationOf, isRegistered } from './redirects.ts';

/** From a person's yes to the program's fetching its tokens. */
const codeMs = 60_000;
const challengePattern = /^[A-Za-z0-9_-]{43}$/;

/** What a person has allowed, until the program fetches it; afterwards the connection that it became, to be ended if the code comes again. */
export const codeSchema = z.strictObject({
  client_id: z.string(),
  redirect_uri: z.string(),
  /** SHA-256 of the verifier, as base64url. */
  challenge: z.string(),
  scopes: z.array(scopeSchema),
  audience: z.string(),
  user_id: userIdSchema,
  username: z.string(),
  became: z.string().nullable(),
});
export const codeKey = (codeSha256: string) => ({ partition: `oauth-code#${codeSha256}`, sort: 'code' });

/** A request that may be put to a person. */
export interface GoodRequest {
  readonly client: OauthClient;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scopes: readonly Scope[];
}

interface Place {
  /** Where Gantry is, as the caller sees it; the issuer. */
  readonly origin: string;
  /** What tokens are for. */
  readonly audience: string;
}

/** The program of a request and the address that its answer goes to. Nothing may be sent to an address before this has passed it. */
export async function findAsker(
  deps: Pick<SessionDeps, 'records'>,
  request: OauthRequest,
  signal: AbortSignal,
): Promise<{ readonly client: OauthClient; readonly redirectUri: string }> {
  const client = await requireClient(deps, request.client_id, signal);
  const only = client.redirect_uris.length === 1 ? client.redirect_uris[0] : undefined;
  const redirectUri = request.redirect_uri ?? only;
  if (redirectUri !== undefined && isRegistered(client.redirect_uris, redirectUri))
    return { client, redirectUri };
  throw new InputRejected(
    'oauth_redirect_unknown',
    'This program asks for the answer at an address that it did not register. Nothing was allowed. If you trust it, have it connect anew.',
  );
}

/** The rest of a request, checked: OauthError for what the program is to be told. */
export function readRequest(
  asker: Awaited<ReturnType<typeof findAsker>>,
  request: OauthRequest,
  { audience }: Place,
): GoodRequest {
  if (request.response_type !== 'code')
    throw new OauthError('unsupported_response_type', 'Only response_type=code is answered.');
  const challenge = request.code_challenge ?? '';
  if (request.code_challenge_method !== 'S256' || !challengePattern.test(challenge))
    throw new OauthError('invalid_request', 'Send a code_challenge with code_challenge_method=S256 (PKCE).');
  checkTarget(request.resource, audience);
  return { ...asker, challenge, scopes: scopesOf(request.scope) };
}

/** Refuses (`invalid_target`) a resource that is not the one which this server guards; none asked for is that one. */
export function checkTarget(resource: string | undefined, audience: string): void {
  if (resource === undefined || resource.replace(/\/$/, '') === audience) return;
  throw new OauthError('invalid_target', `Tokens from here open ${audience} and nothing else.`);
}

/** Scopes that we do not have are passed over; who asks for none of ours gets to look and to build, and never to merge. */
function scopesOf(asked: string | undefined): readonly Scope[] {
  const known = (asked ?? '').split(' ').filter((one): one is Scope => scopeSchema.safeParse(one).success);
  return known.length === 0 ? ['build', 'read'] : [...new Set(known)].sort();
}

/** A request as the person it is put to sees it. */
export function showRequest({ client, redirectUri, scopes }: GoodRequest) {
  return {
    client_name: client.client_name,
    goes_to: destinationOf(redirectUri),
    registered_at: new Date(client.client_id_issued_at * 1_000).toISOString(),
    scopes: [...scopes],
  };
}

/** Where a person's browser goes after a yes: to the program, with a code that lives a minute. Scopes that were not asked for are not given. */
export const allowRequest =
  (deps: SessionDeps) =>
  async (
    input: {
      readonly request: OauthRequest;
      readonly good: GoodRequest;
      readonly allowed: readonly Scope[];
      readonly caller: Caller;
      readonly place: Place;
    },
    signal: AbortSignal,
  ): Promise<string> => {
    const { request, good, caller, place } = input;
    const scopes = good.scopes.filter((scope) => input.allowed.includes(scope));
    if (scopes.length === 0) return sendBack(good.redirectUri, request, place, { error: 'access_denied' });
    await checkRoom(deps, caller, signal);
    const code = deps.ids.token();
    const record = {
      client_id: good.client.client_id,
      redirect_uri: good.redirectUri,
      challenge: good.challenge,
      scopes,
      audience: place.audience,
      user_id: caller.id,
      username: caller.username,
      became: null,
    };
    const options = { condition: { kind: 'absent' }, expiresAtMs: deps.clock.nowMs() + codeMs } as const;
    await deps.records.put(codeKey(deps.digest.sha256(code)), record, options, signal);
    await keepAllowedClient(deps, good.client, signal);
    return sendBack(good.redirectUri, request, place, { code });
  };

async function checkRoom(deps: SessionDeps, caller: Caller, signal: AbortSignal): Promise<void> {
  if ((await listConnections(deps)(caller, signal)).length < maxConnections) return;
  throw new InputRejected(
    'too_many_connections',
    `You have connected ${maxConnections} programs, which is the limit. Disconnect one first, under Account.`,
  );
}

/** The program's address with an answer in its query, and with who answers (RFC 9207). */
export function sendBack(
  redirectUri: string,
  { state }: OauthRequest,
  { origin }: Pick<Place, 'origin'>,
  answer: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirectUri);
  const all = { ...answer, ...(state !== undefined && { state }), iss: origin };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.href;
}
