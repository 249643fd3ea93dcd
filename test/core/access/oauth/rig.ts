import { createHash } from 'node:crypto';
import { allowRequest, findAsker, readRequest } from '../../../../core/access/oauth/authorize.ts';
import { registerClient } from '../../../../core/access/oauth/clients.ts';
import type { Caller } from '../../../../core/access/sessions.ts';
import { callerOfToken, openSession } from '../../../../core/access/sessions.ts';
import { addUser } from '../../../../core/access/users.ts';
import type { Scope } from '../../../../core/wire/access.ts';
import type { OauthRequest } from '../../../../core/wire/oauth.ts';
import type { TestPorts } from '../../ports/make-ports.ts';
import { never } from '../../ports/never.ts';

export const place = { origin: 'https://gantry.example', audience: 'https://gantry.example/gantry/mcp' };
export const redirectUri = 'https://claude.example/callback';
export const verifier = 'v'.repeat(43);
export const challenge = createHash('sha256').update(verifier).digest('base64url');

/** A user, signed in. */
export async function signedIn(deps: TestPorts, username: string): Promise<Caller> {
  const passwordHasher = { hash: async () => 'x', verify: async () => true };
  const person = { username, password: 'a password', role: 'admin' } as const;
  const user = await addUser({ ...deps, passwordHasher })(person, never);
  const { token } = await openSession(deps)(user, never);
  const caller = await callerOfToken(deps)(token, never);
  if (caller === undefined) throw new Error('The session does not open.');
  return caller;
}

/** A registered program's whole request, with what a test has different in it. */
export async function requestOf(
  deps: TestPorts,
  different: Partial<OauthRequest> = {},
): Promise<OauthRequest> {
  const registration = { client_name: 'Claude', redirect_uris: [redirectUri] };
  const client = await registerClient(deps)(registration, never);
  return {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    scope: 'read build',
    state: 'a state',
    resource: place.audience,
    ...different,
  };
}

/** What a person allows of a request: the address that the browser is sent to. */
export async function allowed(
  deps: TestPorts,
  input: { readonly caller: Caller; readonly request: OauthRequest; readonly scopes?: readonly Scope[] },
): Promise<URL> {
  const { caller, request, scopes = ['read', 'build', 'merge'] } = input;
  const good = readRequest(await findAsker(deps, request, never), request, place);
  return new URL(await allowRequest(deps)({ request, good, allowed: scopes, caller, place }, never));
}
