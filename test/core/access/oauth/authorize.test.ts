import { beforeEach, describe, expect, test } from 'vitest';
import { findAsker, readRequest, showRequest } from '../../../../core/access/oauth/authorize.ts';
import { registerClient } from '../../../../core/access/oauth/clients.ts';
import {
  endConnection,
  listConnections,
  maxConnections,
  requireConnection,
  viewConnection,
} from '../../../../core/access/oauth/connections.ts';
import { giveTokens } from '../../../../core/access/oauth/tokens.ts';
import type { Caller } from '../../../../core/access/sessions.ts';
import type { OauthRequest } from '../../../../core/wire/oauth.ts';
import type { TestPorts } from '../../ports/make-ports.ts';
import { makePorts } from '../../ports/make-ports.ts';
import { never } from '../../ports/never.ts';
import { allowed, place, redirectUri, requestOf, signedIn, verifier } from './rig.ts';

const dayMs = 24 * 60 * 60_000;
let deps: TestPorts;
let caller: Caller;

beforeEach(async () => {
  deps = makePorts();
  caller = await signedIn(deps, 'ada');
});

const read = async (request: OauthRequest) =>
  readRequest(await findAsker(deps, request, never), request, place);
const register = (more: object) =>
  registerClient(deps)({ client_name: 'Claude', redirect_uris: [redirectUri], ...more }, never);

describe('a program that registers', () => {
  test('has no secret, and may not want one', async () => {
    expect(await register({ token_endpoint_auth_method: 'none' })).toMatchObject({
      client_id: expect.stringMatching(/^cli_/),
      token_endpoint_auth_method: 'none',
    });
    await expect(register({ token_endpoint_auth_method: 'client_secret_post' })).rejects.toMatchObject({
      code: 'invalid_client_metadata',
    });
  });

  test('is refused with an address that codes must not go to, among others', async () => {
    await expect(register({ redirect_uris: [redirectUri, 'http://example.com/'] })).rejects.toMatchObject({
      code: 'invalid_redirect_uri',
    });
  });

  test('is forgotten after a day in which nobody allowed it anything, and kept once somebody has', async () => {
    const unused = await requestOf(deps);
    const used = await requestOf(deps);
    await allowed(deps, { caller, request: used });
    deps.clock.advance(dayMs + 1);
    await expect(findAsker(deps, unused, never)).rejects.toMatchObject({ code: 'oauth_client_not_found' });
    expect((await findAsker(deps, used, never)).client.client_name).toBe('Claude');
  });
});

describe('a request', () => {
  test('is shown with who asks, where the answer goes and for what', async () => {
    expect(showRequest(await read(await requestOf(deps)))).toEqual({
      client_name: 'Claude',
      goes_to: 'claude.example',
      registered_at: new Date(Math.floor(deps.clock.nowMs() / 1_000) * 1_000).toISOString(),
      scopes: ['build', 'read'],
    });
  });

  test('goes to the only registered address where it names none, and to none where there are two', async () => {
    const request = await requestOf(deps, { redirect_uri: undefined });
    expect((await read(request)).redirectUri).toBe(redirectUri);
    const { client_id } = await register({ redirect_uris: [redirectUri, 'https://claude.example/other'] });
    await expect(findAsker(deps, { ...request, client_id }, never)).rejects.toMatchObject({
      code: 'oauth_redirect_unknown',
    });
  });

  test.each([
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with PKCE in the clear', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['for another server', { resource: 'https://other.example/mcp' }, 'invalid_target'],
  ] as const)('%s is refused', async (_what, different, code) => {
    await expect(read(await requestOf(deps, different))).rejects.toMatchObject({ code });
  });

  test.each([
    [undefined, ['build', 'read']],
    ['offline_access', ['build', 'read']],
    ['merge merge read openid', ['merge', 'read']],
  ])('for the scopes %j asks for %j', async (scope, scopes) => {
    const request = await requestOf(deps, { scope, resource: `${place.audience}/` });
    expect((await read(request)).scopes).toEqual(scopes);
  });
});

describe('a person', () => {
  test('sends the program a code, its state and who answers', async () => {
    const to = await allowed(deps, { caller, request: await requestOf(deps) });
    expect(`${to.origin}${to.pathname}`).toBe(redirectUri);
    expect(Object.fromEntries(to.searchParams)).toEqual({
      code: expect.any(String),
      state: 'a state',
      iss: place.origin,
    });
  });

  test('who allows nothing that was asked for sends it a no, without a state where there was none', async () => {
    const request = await requestOf(deps, { state: undefined });
    const to = await allowed(deps, { caller, request, scopes: ['merge'] });
    expect(Object.fromEntries(to.searchParams)).toEqual({ error: 'access_denied', iss: place.origin });
  });

  const connect = async () => {
    const request = await requestOf(deps);
    const code = (await allowed(deps, { caller, request })).searchParams.get('code') ?? '';
    const { client_id } = request;
    const body = { grant_type: 'authorization_code', client_id, code, code_verifier: verifier };
    return giveTokens(deps)(body, place.audience, never);
  };

  test('sees and ends the programs that are let in, and nobody else’s', async () => {
    await connect();
    const [own] = await listConnections(deps)(caller, never);
    if (own === undefined) throw new Error('The connection is not listed.');
    expect(viewConnection(own)).toMatchObject({
      client_name: 'Claude',
      scopes: ['build', 'read'],
      last_used_at: null,
      expires_at: new Date(deps.clock.nowMs() + 30 * dayMs).toISOString(),
    });
    const other = await signedIn(deps, 'ben');
    await expect(requireConnection(deps)(other, own.id, never)).rejects.toMatchObject({
      code: 'connection_not_found',
    });
    await endConnection(deps)(await requireConnection(deps)(caller, own.id, never), never);
    expect(await listConnections(deps)(caller, never)).toEqual([]);
  });

  test('has a bounded number of them', async () => {
    for (let count = 0; count < maxConnections; count++) await connect();
    await expect(connect()).rejects.toMatchObject({ code: 'too_many_connections' });
  });
});
