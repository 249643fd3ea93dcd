import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../core/access/sessions.ts';
import type { RouteName } from '../../core/wire/routes.ts';
import type { Answer, Request } from './call-function.ts';
import { callRoute, errorOf } from './call-function.ts';
import { signedIn } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

const host = 'gantry.example';
const audience = `https://${host}/gantry/mcp`;
const redirectUri = 'https://claude.example/callback';
const verifier = 'v'.repeat(43);
const form = 'application/x-www-form-urlencoded';

let opened: OpenedWorld;
let ana: { readonly token: string; readonly caller: Caller };

beforeAll(async () => {
  opened = await openWorld();
  ana = await signedIn(opened.world, 'ana');
});
afterAll(() => {
  vi.unstubAllEnvs();
  opened.close();
});

const call = (name: RouteName, request: Request = {}): Promise<Answer> =>
  callRoute(name, { ...request, headers: { host, ...request.headers } });
const json = (answer: Answer) => JSON.parse(answer.text);

async function requestOf(different: Record<string, string> = {}): Promise<Record<string, string>> {
  const body = { client_name: 'Claude', redirect_uris: [redirectUri] };
  const answer = await call('oauthRegister', { body });
  expect(answer.status).toBe(201);
  return {
    response_type: 'code',
    client_id: json(answer).client_id,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'abc',
    ...different,
  };
}

async function connect(): Promise<{ readonly access_token: string; readonly client_id: string }> {
  const request = await requestOf();
  const decided = await call('oauthDecide', {
    token: ana.token,
    body: { request, scopes: ['read', 'build'] },
  });
  const { client_id = '' } = request;
  const code = new URL(json(decided).location).searchParams.get('code') ?? '';
  const fields = { grant_type: 'authorization_code', client_id, code, code_verifier: verifier };
  const body = `${new URLSearchParams(fields)}`;
  const tokens = await call('oauthToken', { body, headers: { 'content-type': form } });
  expect(tokens.status).toBe(200);
  expect(tokens.headers['cache-control']).toBe('no-store');
  return { ...json(tokens), client_id };
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
};
const knock = (token?: string, headers: Record<string, string> = {}) =>
  call('mcp', {
    ...(token !== undefined && { token }),
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
    body: initialize,
  });

describe('a program without a token', () => {
  it('is told where the metadata is, which leads to all the rest', async () => {
    const answer = await knock();
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="gantry", scope="build merge read", resource_metadata="https://${host}/.well-known/oauth-protected-resource/gantry/mcp"`,
    );
    for (const name of ['oauthResource', 'oauthMcpResource'] as const)
      expect(json(await call(name))).toMatchObject({
        resource: audience,
        authorization_servers: [`https://${host}`],
      });
    expect(json(await call('oauthServer'))).toMatchObject({
      issuer: `https://${host}`,
      token_endpoint: `https://${host}/gantry/oauth/token`,
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('is told of a token that opens nothing, and everywhere else as before', async () => {
    const { headers } = await knock('A'.repeat(43));
    expect(headers['www-authenticate']).toContain('error="invalid_token"');
    const other = await call('me');
    expect(other.headers['www-authenticate']).toBe('Bearer realm="gantry"');
  });
});

describe('the way to a token', () => {
  it('ends in one that opens MCP and nothing else, and that its user can take back', async () => {
    const { access_token: token, client_id } = await connect();
    expect((await knock(token)).status).toBe(200);
    expect((await knock(token, { host: 'other.example' })).status).toBe(401);
    for (const name of ['me', 'listMissions', 'listApiKeys', 'listConnections'] as const)
      expect((await call(name, { token })).status).toBe(401);

    const { connections } = json(await call('listConnections', { token: ana.token }));
    expect(connections).toMatchObject([{ client_name: 'Claude', scopes: ['build', 'read'] }]);
    const ben = await signedIn(opened.world, 'ben');
    const params = { connection_id: connections[0].id };
    expect((await call('endConnection', { token: ben.token, params })).status).toBe(404);
    expect((await call('endConnection', { token: ana.token, params })).status).toBe(204);
    expect((await knock(token)).status).toBe(401);
    expect((await call('oauthRevoke', { body: { token, client_id } })).status).toBe(204);
  });

  it('asks a person in the console, who sees who asks', async () => {
    const query = await requestOf();
    const answer = await call('oauthAuthorize', { query });
    expect(answer.status).toBe(302);
    const [page, carried] = String(answer.headers.location).split('?');
    expect(page).toBe('/#/connect');
    expect(Object.fromEntries(new URLSearchParams(carried))).toEqual(query);
    const shown = await call('oauthConsent', { token: ana.token, query });
    expect(json(shown)).toMatchObject({ client_name: 'Claude', goes_to: 'claude.example' });
  });

  it('sends nobody to an address that was not registered', async () => {
    const forgeries: Record<string, string>[] = [
      { redirect_uri: 'https://evil.example/' },
      { client_id: 'cli_nobody' },
    ];
    for (const different of forgeries) {
      const query = await requestOf(different);
      const { headers } = await call('oauthAuthorize', { query });
      expect(headers.location).toMatch(/^\/#\/connect\?/);
      for (const scopes of [['read'], []]) {
        const body = { request: query, scopes };
        const answer = await call('oauthDecide', { token: ana.token, body });
        expect(errorOf(answer).code).toMatch(/^oauth_(redirect_unknown|client_not_found)$/);
      }
    }
  });

  it('tells the program at its own address what is wrong with its request, and the person too', async () => {
    const query = await requestOf({ code_challenge_method: 'plain' });
    const { headers } = await call('oauthAuthorize', { query });
    const to = new URL(String(headers.location));
    expect(to.origin).toBe('https://claude.example');
    expect(Object.fromEntries(to.searchParams)).toMatchObject({ error: 'invalid_request', state: 'abc' });
    const shown = await call('oauthConsent', { token: ana.token, query });
    expect(errorOf(shown).code).toBe('oauth_invalid_request');
  });

  it('is a person’s to go: no key and no connection can allow anything', async () => {
    const { access_token: token } = await connect();
    const body = { request: await requestOf(), scopes: ['read'] };
    expect((await call('oauthDecide', { token, body })).status).toBe(401);
    const made = await call('makeApiKey', {
      token: ana.token,
      body: { name: 'k', scopes: ['build', 'read'] },
    });
    expect((await call('oauthDecide', { token: json(made).key, body })).status).toBe(403);
  });

  it('is refused in OAuth’s own words', async () => {
    const { client_id = '' } = await requestOf();
    const refused = async (body: object) => json(await call('oauthToken', { body })).error;
    expect(await refused({ grant_type: 'password' })).toBe('unsupported_grant_type');
    const code = { grant_type: 'authorization_code', client_id, code: 'x', code_verifier: verifier };
    expect(await refused(code)).toBe('invalid_grant');
    expect(await refused({ grant_type: 'refresh_token', client_id, refresh_token: 'x' })).toBe(
      'invalid_grant',
    );
    const metadata = { redirect_uris: ['javascript:alert(1)'] };
    const registered = await call('oauthRegister', { body: metadata });
    expect([registered.status, json(registered).error]).toEqual([400, 'invalid_redirect_uri']);
  });

  it('is not there for a flood: one address registers as often as it may guess at passwords', async () => {
    const knocks = Array.from({ length: 30 }, () =>
      call('oauthRegister', { address: '192.0.2.7', body: { redirect_uris: [redirectUri] } }),
    );
    const statuses = (await Promise.all(knocks)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });
});
