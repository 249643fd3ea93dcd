import { beforeEach, describe, expect, test } from 'vitest';
import { changeUser } from '../../../../core/access/change-user.ts';
import { listConnections, viewConnection } from '../../../../core/access/oauth/connections.ts';
import { giveTokens, revokeToken } from '../../../../core/access/oauth/tokens.ts';
import type { Caller } from '../../../../core/access/sessions.ts';
import { callerOfToken, openSession, resolveCaller } from '../../../../core/access/sessions.ts';
import { findUser } from '../../../../core/access/users.ts';
import type { OauthRequest } from '../../../../core/wire/oauth.ts';
import type { TestPorts } from '../../ports/make-ports.ts';
import { makePorts } from '../../ports/make-ports.ts';
import { never } from '../../ports/never.ts';
import { allowed, place, redirectUri, requestOf, signedIn, verifier } from './rig.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
let deps: TestPorts;
let caller: Caller;
let request: OauthRequest;

beforeEach(async () => {
  deps = makePorts();
  caller = await signedIn(deps, 'ada');
  request = await requestOf(deps);
});

const codeFor = async (of: OauthRequest = request) =>
  (await allowed(deps, { caller, request: of })).searchParams.get('code') ?? '';
const ask = (body: object) => giveTokens(deps)({ grant_type: 'none', ...body }, place.audience, never);
const fetchWith = (code: string, different: object = {}) =>
  ask({
    grant_type: 'authorization_code',
    client_id: request.client_id,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    ...different,
  });
const connect = async () => fetchWith(await codeFor());
const refresh = (refresh_token: string | undefined, client_id = request.client_id) =>
  ask({ grant_type: 'refresh_token', client_id, refresh_token });
const open = (token: string, audience: string | undefined = place.audience) =>
  callerOfToken(deps)(token, never, audience);
const refused = { code: 'invalid_grant' };

describe('an access token', () => {
  test('opens what it was made for, for its user, with its scopes, and never as an admin', async () => {
    const { access_token, expires_in, scope } = await connect();
    expect([expires_in, scope]).toEqual([3_600, 'build read']);
    const header = `Bearer ${access_token}`;
    expect(await resolveCaller(deps)(header, never, place.audience)).toMatchObject({
      id: caller.id,
      role: 'member',
      scopes: ['build', 'read'],
      sessionId: expect.stringMatching(/^con_/),
    });
  });

  test('opens nothing else: no other route, no other Gantry', async () => {
    const { access_token } = await connect();
    expect(await open(access_token, 'https://other.example/gantry/mcp')).toBeUndefined();
    await expect(resolveCaller(deps)(`Bearer ${access_token}`, never)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  test('ends after an hour, and with its user', async () => {
    const first = await connect();
    deps.clock.advance(hourMs);
    expect(await open(first.access_token)).toBeUndefined();
    const second = await refresh(first.refresh_token);
    expect(await open(second.access_token)).toBeDefined();
    const passwordHasher = { hash: async () => 'x', verify: async () => true };
    await signedIn(deps, 'root');
    await changeUser({ ...deps, passwordHasher })(
      { username: 'ada', change: { is_disabled: true } },
      { signal: never },
    );
    expect(await open(second.access_token)).toBeUndefined();
    await expect(refresh(second.refresh_token)).rejects.toMatchObject(refused);
  });
});

describe('a code', () => {
  test.each([
    ['of another program', { client_id: 'cli_other' }],
    ['for another address', { redirect_uri: 'https://claude.example/other' }],
    ['with another verifier', { code_verifier: 'w'.repeat(43) }],
    ['without a verifier', { code_verifier: undefined }],
    ['that is none', { code: undefined }],
  ])('%s is refused, and still good for whom it was made', async (_what, different) => {
    const code = await codeFor();
    await expect(fetchWith(code, different)).rejects.toMatchObject(refused);
    expect((await fetchWith(code, { redirect_uri: undefined })).token_type).toBe('Bearer');
  });

  test('that comes again ends what it had become', async () => {
    const code = await codeFor();
    const { access_token, refresh_token } = await fetchWith(code);
    await expect(fetchWith(code)).rejects.toMatchObject(refused);
    expect(await open(access_token)).toBeUndefined();
    await expect(refresh(refresh_token)).rejects.toMatchObject(refused);
    await expect(fetchWith(code)).rejects.toMatchObject(refused);
  });

  test('is fetched once by two who ask at once', async () => {
    const code = await codeFor();
    const answers = await Promise.allSettled([fetchWith(code), fetchWith(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await listConnections(deps)(caller, never)).length).toBe(1);
  });

  test('lives a minute, and not longer than its user may come in', async () => {
    const late = await codeFor();
    deps.clock.advance(60_001);
    await expect(fetchWith(late)).rejects.toMatchObject(refused);
    const code = await codeFor();
    const passwordHasher = { hash: async () => 'x', verify: async () => true };
    await signedIn(deps, 'root');
    const change = { is_disabled: true };
    await changeUser({ ...deps, passwordHasher })({ username: 'ada', change }, { signal: never });
    await expect(fetchWith(code)).rejects.toMatchObject(refused);
  });

  test('is for one server, and given for nothing else', async () => {
    const code = await codeFor();
    await expect(fetchWith(code, { resource: 'https://other.example' })).rejects.toMatchObject({
      code: 'invalid_target',
    });
    await expect(ask({ grant_type: 'password' })).rejects.toMatchObject({ code: 'unsupported_grant_type' });
  });
});

describe('a refresh token', () => {
  test('works once and brings the next; the access token before it lasts out its hour', async () => {
    const first = await connect();
    const second = await refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    for (const { access_token } of [first, second]) expect(await open(access_token)).toBeDefined();
    expect((await refresh(second.refresh_token)).scope).toBe('build read');
  });

  test('that comes again was copied: the connection ends', async () => {
    const first = await connect();
    const second = await refresh(first.refresh_token);
    await expect(refresh(first.refresh_token)).rejects.toMatchObject(refused);
    expect(await open(second.access_token)).toBeUndefined();
    await expect(refresh(second.refresh_token)).rejects.toMatchObject(refused);
  });

  test('brings one pair to two who ask at once', async () => {
    const { refresh_token } = await connect();
    const answers = await Promise.allSettled([refresh(refresh_token), refresh(refresh_token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('is its program’s alone, and none is none', async () => {
    const { refresh_token } = await connect();
    await expect(refresh(refresh_token, 'cli_other')).rejects.toMatchObject(refused);
    await expect(refresh(undefined)).rejects.toMatchObject(refused);
    expect((await refresh(refresh_token)).token_type).toBe('Bearer');
  });

  test('keeps a connection for 30 days after its last use, and none for longer than a year', async () => {
    let { refresh_token } = await connect();
    for (let month = 0; month < 14; month++) {
      deps.clock.advance(26 * dayMs);
      ({ refresh_token } = await refresh(refresh_token));
    }
    deps.clock.advance(dayMs);
    await expect(refresh(refresh_token)).rejects.toMatchObject(refused);
  });
});

describe('revoking', () => {
  test.each(['access_token', 'refresh_token'] as const)('an %s ends the connection', async (which) => {
    const tokens = await connect();
    await revokeToken(deps)(tokens[which], request.client_id, never);
    expect(await open(tokens.access_token)).toBeUndefined();
    await revokeToken(deps)(tokens[which], request.client_id, never);
  });

  test('leaves alone what is another program’s, and sessions', async () => {
    const { access_token } = await connect();
    await revokeToken(deps)(access_token, 'cli_other', never);
    expect(await open(access_token)).toBeDefined();
    const user = await findUser(deps)('ada', never);
    if (user === undefined) throw new Error('There is no ada.');
    const { token } = await openSession(deps)(user, never);
    await revokeToken(deps)(token, undefined, never);
    expect(await open(token)).toBeDefined();
  });

  test('is easier with the time of the last use before one’s eyes', async () => {
    const { access_token } = await connect();
    await open(access_token);
    const [own] = await listConnections(deps)(caller, never);
    if (own === undefined) throw new Error('The connection is not listed.');
    expect(viewConnection(own).last_used_at).toBe(new Date(deps.clock.nowMs()).toISOString());
  });
});
