import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openIdProvider } from '../../../adapters/oidc/identity-provider.ts';
import type { FlowSecrets } from '../../../core/ports/identity-provider.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { never } from '../../core/ports/never.ts';
import type { OidcServer } from './oidc-server.ts';
import { browse, startOidcServer } from './oidc-server.ts';

const redirectUri = 'http://localhost:5050/gantry/oidc/callback';
const secrets: FlowSecrets = { state: 's'.repeat(43), nonce: 'n'.repeat(43), codeVerifier: 'v'.repeat(43) };
const ada = {
  sub: 'u-ada',
  preferred_username: 'ada',
  email: 'ada@example.com',
  email_verified: true,
  groups: ['makers'],
};

let server: OidcServer;
beforeAll(async () => {
  server = await startOidcServer(redirectUri);
});
afterAll(() => server.close());
beforeEach(() => server.signsIn(ada));
afterEach(() => server.intercept(() => false));

const open = (over: Partial<Parameters<typeof openIdProvider>[0]> = {}) =>
  openIdProvider({
    issuer: server.issuer,
    clientId: 'gantry',
    clientSecret: 'a secret of the client',
    scopes: 'openid profile email groups',
    redirectUri: () => redirectUri,
    clock: manualClock(),
    admission: { allowedDomains: ['example.com'], allowedGroups: [], adminGroups: [] },
    ...over,
  });
type Provider = ReturnType<typeof open>;

const comeBack = async (provider: Provider): Promise<Record<string, string>> => {
  const url = await provider.authorizationUrl(secrets, never);
  return Object.fromEntries((await browse(url, server.issuer)).searchParams);
};

test('sends the browser off with state, nonce and an S256 challenge, and never the verifier', async () => {
  const url = new URL(await open().authorizationUrl(secrets, never));
  expect(url.origin).toBe(server.issuer);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: 'gantry',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile email groups',
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge_method: 'S256',
  });
  expect(url.href).not.toContain(secrets.codeVerifier);
});

test('learns who came back', async () => {
  const provider = open();
  expect(await provider.redeem(await comeBack(provider), secrets, never)).toEqual({
    issuer: server.issuer,
    subject: 'u-ada',
    username: 'ada',
    email: 'ada@example.com',
    groups: ['makers'],
  });
});

test('takes a secret that is read at each sign-in', async () => {
  const provider = open({ clientSecret: async () => 'a secret of the client' });
  expect(await provider.redeem(await comeBack(provider), secrets, never)).toMatchObject({ subject: 'u-ada' });
});

test.each([
  ['not verified', { ...ada, email_verified: false }],
  ['of unknown standing', { sub: 'u-ada', email: 'ada@example.com' }],
])('knows no address that is %s', async (_, person) => {
  server.signsIn(person);
  const provider = open();
  expect((await provider.redeem(await comeBack(provider), secrets, never)).email).toBeUndefined();
});

describe('is not taken in by', () => {
  test.each([
    ['another state', { state: 'x'.repeat(43) }],
    ['another nonce', { nonce: 'x'.repeat(43) }],
    ['another code verifier', { codeVerifier: 'x'.repeat(43) }],
  ])('%s', async (_, other) => {
    const provider = open();
    const query = await comeBack(provider);
    await expect(provider.redeem(query, { ...secrets, ...other }, never)).rejects.toMatchObject({
      name: 'Unauthenticated',
      code: 'oidc_invalid',
    });
  });

  test('a code that was used, or made up, or another issuer’s', async () => {
    const provider = open();
    const query = await comeBack(provider);
    await provider.redeem(query, secrets, never);
    const wrong: Record<string, string>[] = [{}, { code: 'made-up' }, { iss: 'http://127.0.0.1:1' }];
    for (const more of wrong) {
      await expect(provider.redeem({ ...query, ...more }, secrets, never)).rejects.toMatchObject({
        code: 'oidc_invalid',
      });
    }
  });

  test('an ID token that the provider’s published keys did not sign', async () => {
    const provider = open();
    const query = await comeBack(provider);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }];
    server.intercept((request, response) => {
      if (request.url !== '/jwks') return false;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
      return true;
    });
    await expect(provider.redeem(query, secrets, never)).rejects.toMatchObject({ code: 'oidc_invalid' });
  });

  test('a client secret that is wrong', async () => {
    const query = await comeBack(open());
    await expect(open({ clientSecret: 'wrong' }).redeem(query, secrets, never)).rejects.toMatchObject({
      code: 'oidc_invalid',
    });
  });
});

test('says so of a person who did not sign in', async () => {
  server.signsIn(undefined);
  const provider = open();
  await expect(provider.redeem(await comeBack(provider), secrets, never)).rejects.toMatchObject({
    name: 'Unauthenticated',
    code: 'oidc_denied',
  });
});

describe('a provider that', () => {
  const unavailable = { name: 'DependencyFailed', code: 'oidc_unavailable', retryAfterMs: 5_000 };

  test('is not there is waited for by nobody', async () => {
    const away = open({ issuer: 'http://127.0.0.1:1' });
    await expect(away.authorizationUrl(secrets, never)).rejects.toMatchObject(unavailable);
  });

  test('never answers is given up', async () => {
    server.intercept(() => true);
    const slow = open({ requestTimeoutMs: 50 });
    await expect(slow.authorizationUrl(secrets, never)).rejects.toMatchObject(unavailable);
  });

  test('breaks is worth another try', async () => {
    const provider = open();
    const query = await comeBack(provider);
    server.intercept((_request, response) => {
      response.statusCode = 502;
      response.end('broken');
      return true;
    });
    await expect(provider.redeem(query, secrets, never)).rejects.toMatchObject(unavailable);
    await expect(open().authorizationUrl(secrets, never)).rejects.toMatchObject(unavailable);
  });

  test('is asked for its description once an hour', async () => {
    let asked = 0;
    server.intercept((request) => {
      if (request.url?.startsWith('/.well-known/')) asked += 1;
      return false;
    });
    const clock = manualClock();
    const provider = open({ clock });
    for (let index = 0; index < 3; index += 1) await provider.authorizationUrl(secrets, never);
    expect(asked).toBe(1);
    clock.advance(60 * 60_000);
    await provider.authorizationUrl(secrets, never);
    expect(asked).toBe(2);
  });
});

test('stops when its caller does', async () => {
  const gone = AbortSignal.abort(new Error('gone'));
  await expect(open().authorizationUrl(secrets, gone)).rejects.toThrow('gone');
});
