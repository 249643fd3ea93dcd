import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { changeUser } from '../../core/access/change-user.ts';
import { addUser, findUser } from '../../core/access/users.ts';
import type { OidcServer } from '../adapters/oidc/oidc-server.ts';
import { browse, startOidcServer } from '../adapters/oidc/oidc-server.ts';
import { never } from '../core/ports/never.ts';
import type { Answer } from './call-function.ts';
import { callRoute, errorOf } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

const origin = 'http://localhost:5050';
const ada = {
  sub: 'u-ada',
  preferred_username: 'Ada',
  email: 'ada@example.com',
  email_verified: true,
  groups: ['makers'],
};

let server: OidcServer;
let opened: OpenedWorld;
beforeAll(async () => {
  vi.stubEnv('GANTRY_RATE_SIGN_IN', '1000000');
  server = await startOidcServer(`${origin}/gantry/oidc/callback`);
  const oidc = {
    issuer: server.issuer,
    clientId: 'gantry',
    clientSecret: 'a secret of the client',
    scopes: 'openid profile email groups',
    admission: { allowedDomains: ['example.com'], allowedGroups: [], adminGroups: ['keepers'] },
  };
  opened = await openWorld({ origin, services: { oidc } });
});
afterAll(() => {
  vi.unstubAllEnvs();
  opened.close();
  server.close();
});
beforeEach(() => server.signsIn(ada));

const newVerifier = (): string => randomBytes(32).toString('base64url');
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('hex');
const locationOf = (answer: Answer): string => String(answer.headers.location);

/** The console's part up to where the provider sends the browser back. */
async function goAndComeBack(verifier: string): Promise<Record<string, string>> {
  const begun = await callRoute('oidcLogin', { query: { challenge: challengeOf(verifier) } });
  expect([begun.status, begun.text]).toEqual([302, '']);
  return Object.fromEntries((await browse(locationOf(begun), server.issuer)).searchParams);
}

const callBack = async (query: Record<string, string>): Promise<string> => {
  const answer = await callRoute('oidcCallback', { query });
  expect(answer).toMatchObject({ status: 302, headers: { 'cache-control': 'no-store' } });
  return locationOf(answer);
};

async function codeFor(verifier: string): Promise<string> {
  const location = await callBack(await goAndComeBack(verifier));
  expect(location).toMatch(/^\/#oidc=[A-Za-z0-9_-]{43}$/);
  return location.slice('/#oidc='.length);
}

const redeem = (code: string, verifier: string) => callRoute('oidcSession', { body: { code, verifier } });

async function signInAs(person: typeof ada): Promise<Answer> {
  server.signsIn(person);
  const verifier = newVerifier();
  return redeem(await codeFor(verifier), verifier);
}

test('a person whom the provider vouches for gets a session like any other', async () => {
  const answer = await signInAs(ada);
  expect(answer.status).toBe(200);
  const { token, user } = JSON.parse(answer.text);
  expect(user).toMatchObject({ username: 'ada', role: 'member' });
  expect((await callRoute('me', { token })).status).toBe(200);
});

test('the same person is the same user, whatever the provider calls them now', async () => {
  const [before, after] = [await signInAs(ada), await signInAs({ ...ada, preferred_username: 'countess' })];
  expect(JSON.parse(after.text).user).toEqual(JSON.parse(before.text).user);
});

test('a name that somebody has here already is not theirs', async () => {
  await addUser(opened.world)({ username: 'grace', password: 'a password', role: 'admin' }, never);
  const answer = await signInAs({ ...ada, sub: 'u-grace', preferred_username: 'grace' });
  expect(JSON.parse(answer.text).user).toMatchObject({ username: 'grace-2', role: 'member' });
});

test('a group makes an admin, and its loss unmakes one at the next sign-in', async () => {
  await addUser(opened.world)({ username: 'root', password: 'a password', role: 'admin' }, never);
  const keeper = { ...ada, sub: 'u-kim', preferred_username: 'kim' };
  const roleOf = (answer: Answer): string => JSON.parse(answer.text).user.role;
  expect(roleOf(await signInAs({ ...keeper, groups: ['keepers'] }))).toBe('admin');
  expect(roleOf(await signInAs(keeper))).toBe('member');
});

test('a user of the provider has no password to guess', async () => {
  await signInAs(ada);
  expect(await findUser(opened.world)('ada', never)).toMatchObject({ password_hash: null });
  const answer = await callRoute('signIn', { body: { username: 'ada', password: 'null' } });
  expect([answer.status, errorOf(answer).code]).toEqual([401, 'invalid_credentials']);
});

describe('nobody comes in', () => {
  test.each([
    ['of another domain', { ...ada, sub: 'u-1', email: 'ada@example.com.evil.example' }],
    ['whose address is not verified', { ...ada, sub: 'u-2', email_verified: false }],
  ])('%s', async (_, person) => {
    server.signsIn(person);
    expect(await callBack(await goAndComeBack(newVerifier()))).toBe('/#oidc-error=oidc_not_allowed');
  });

  test('who is disabled here, nor by a code from before', async () => {
    const verifier = newVerifier();
    await signInAs({ ...ada, sub: 'u-eve', preferred_username: 'eve' });
    const code = await codeFor(verifier);
    await changeUser(opened.world)({ username: 'eve', change: { is_disabled: true } }, { signal: never });
    expect((await redeem(code, verifier)).status).toBe(401);
    expect(await callBack(await goAndComeBack(newVerifier()))).toBe('/#oidc-error=oidc_not_allowed');
  });

  test('who was sent a link with somebody else’s sign-in', async () => {
    const code = await codeFor(newVerifier());
    const answer = await redeem(code, newVerifier());
    expect([answer.status, errorOf(answer).code]).toEqual([401, 'oidc_code_invalid']);
  });

  test('twice by one code, or once where a wrong verifier used it up', async () => {
    const verifier = newVerifier();
    const code = await codeFor(verifier);
    const answers = await Promise.all([redeem(code, verifier), redeem(code, verifier)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const other = await codeFor(verifier);
    expect((await redeem(other, newVerifier())).status).toBe(401);
    expect((await redeem(other, verifier)).status).toBe(401);
  });

  test('by a callback that is used, made up or tampered with', async () => {
    const query = await goAndComeBack(newVerifier());
    expect(await callBack({ ...query, code: 'made-up' })).toBe('/#oidc-error=oidc_invalid');
    expect(await callBack(query)).toBe('/#oidc-error=oidc_expired');
    expect(await callBack({ code: 'x', state: 'y' })).toBe('/#oidc-error=oidc_expired');
  });

  test('who says no at the provider', async () => {
    const verifier = newVerifier();
    const begun = await callRoute('oidcLogin', { query: { challenge: challengeOf(verifier) } });
    const url = new URL(locationOf(begun));
    const query = { error: 'access_denied', state: url.searchParams.get('state') ?? '', iss: server.issuer };
    expect(await callBack(query)).toBe('/#oidc-error=oidc_denied');
  });
});

test('a sign-in that nobody can end is begun by the console instead', async () => {
  expect(locationOf(await callRoute('oidcLogin'))).toBe('/#oidc-begin');
  expect((await callRoute('oidcLogin', { query: { challenge: 'short' } })).status).toBe(400);
});

test('the session of a sign-in is kept without its token, code or verifier', async () => {
  const verifier = newVerifier();
  const query = await goAndComeBack(verifier);
  const code = (await callBack(query)).slice('/#oidc='.length);
  const { token } = JSON.parse((await redeem(code, verifier)).text);
  const stored = await opened.world.records.list(
    `grants#${(await findUser(opened.world)('ada', never))?.id}`,
    { limit: 100 },
    (await import('zod')).unknown(),
    never,
  );
  for (const secret of [verifier, query.state, query.code, code, token])
    expect(JSON.stringify(stored)).not.toContain(secret);
});
