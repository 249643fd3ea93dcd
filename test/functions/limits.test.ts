import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeApiKey } from '../../core/access/api-keys.ts';
import { callerOfToken } from '../../core/access/sessions.ts';
import { addUser } from '../../core/access/users.ts';
import { userLimits } from '../../core/budget/budgets.ts';
import { meSchema } from '../../core/wire/http.ts';
import { userIdSchema } from '../../core/wire/ids.ts';
import { never } from '../core/ports/never.ts';
import type { Answer } from './call-function.ts';
import { callRoute, errorOf } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

const secret = 'shared with the edge alone';
const environment = {
  GANTRY_RATE_BUILD: '4',
  GANTRY_RATE_KEY_BUILD: '2',
  GANTRY_RATE_ADDRESS: '10',
  GANTRY_RATE_SIGN_IN: '3',
  GANTRY_DAILY_BUDGET_USD: '7.5',
  GANTRY_EDGE_SECRET: secret,
};
const password = 'correct horse battery';

let opened: OpenedWorld;

beforeAll(async () => {
  // Functions read their environment when they are first called, each test file in a process of its own.
  Object.assign(process.env, environment);
  opened = await openWorld();
});
afterAll(() => {
  for (const name of Object.keys(environment)) delete process.env[name];
  opened.close();
});

const newUser = async (username: string): Promise<string> => {
  await addUser(opened.world)({ username, password, role: 'member' }, never);
  const answer = await callRoute('signIn', { body: { username, password } });
  return JSON.parse(answer.text).token;
};
const architect = (token: string, address?: string): Promise<Answer> =>
  callRoute('architect', {
    token,
    body: { voice_memo: 'Build a calculator' },
    query: { wait: '0' },
    ...(address !== undefined && { address }),
  });
const statuses = (answers: readonly Answer[]): Record<number, number> =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => [status, all.length]),
  );

describe('a user', () => {
  test('builds as often as the limit says, and is then told in the contract’s form when to come back', async () => {
    const token = await newUser('ana');
    const answers = [];
    for (let call = 0; call < 5; call += 1) answers.push(await architect(token));
    expect(statuses(answers)).toEqual({ 202: 4, 429: 1 });
    const [first, refused] = [answers[0], answers[4]];
    expect(first?.headers).toMatchObject({
      'ratelimit-policy': '"address";q=10;w=60, "build";q=4;w=60',
      ratelimit: expect.stringMatching(/^"address";r=9;t=6, "build";r=3;t=15$/),
    });
    expect(refused?.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^1[0-5]$/),
      ratelimit: expect.stringContaining('"build";r=0;t='),
    });
    expect(refused && errorOf(refused)).toMatchObject({ code: 'rate_limited' });
    expect((await callRoute('listMissions', { token })).status).toBe(200);
  });

  test('is counted over all addresses, and nobody else pays for it', async () => {
    const [ben, eve] = [await newUser('ben'), await newUser('eve')];
    const answers = await Promise.all(Array.from({ length: 12 }, () => architect(ben)));
    expect(statuses(answers)).toEqual({ 202: 4, 429: 8 });
    expect((await architect(eve)).status).toBe(202);
  });

  test('keeps the console when an API key of theirs has run wild', async () => {
    const token = await newUser('kim');
    const access = opened.world;
    const caller = await callerOfToken(access)(token, never);
    if (caller === undefined) throw new Error('no caller');
    const key = await makeApiKey(access)({ caller, name: 'ci', scopes: ['build'] }, never);
    const answers = [];
    for (let call = 0; call < 3; call += 1) answers.push(await architect(key.key));
    expect(statuses(answers)).toEqual({ 202: 2, 429: 1 });
    expect(answers[2]?.text).toContain('key-build');
    expect((await architect(token)).status).toBe(202);
  });
});

describe('an address', () => {
  test('is counted before anybody is looked up: junk tokens end in 429, not in look-ups', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => callRoute('me', { token: 'x'.repeat(43), address: '198.51.100.7' })),
    );
    expect(statuses(answers)).toEqual({ 401: 10, 429: 2 });
  });

  test.each([
    ['X-Forwarded-For', '203.0.113.1', '198.51.100.11'],
    ['X-Real-IP', '203.0.113.1', '198.51.100.12'],
    ['Forwarded', 'for=203.0.113.1', '198.51.100.13'],
    ['X-Gantry-Viewer-Address', '203.0.113.1', '198.51.100.14'],
    ['CloudFront-Viewer-Address', '203.0.113.1:4711', '198.51.100.15'],
  ])('is not what %s says', async (name, value, address) => {
    const answers = [];
    for (let call = 0; call < 11; call += 1)
      answers.push(
        await callRoute('health', { address, headers: { [name]: value.replace('.1', `.${call}`) } }),
      );
    expect(statuses(answers)).toEqual({ 200: 10, 429: 1 });
  });

  const behindEdge = (viewer: string, shown = secret) =>
    callRoute('health', {
      address: '192.0.2.50',
      headers: { 'X-Gantry-Edge-Secret': shown, 'X-Gantry-Viewer-Address': viewer },
    });

  test('is the viewer’s where an edge that knows the secret says so, an IPv6 one by its network', async () => {
    const viewers = await Promise.all(Array.from({ length: 11 }, (_, n) => behindEdge(`2001:db8:7:7::${n}`)));
    expect(statuses(viewers)).toEqual({ 200: 10, 429: 1 });
    expect((await behindEdge('203.0.113.77')).status).toBe(200);
  });

  test('is the peer’s when the secret is wrong or the viewer no address', async () => {
    const answers = [];
    for (let call = 0; call < 6; call += 1) {
      answers.push(await behindEdge(`203.0.113.${call}`, 'a guess'));
      answers.push(await behindEdge(`viewer ${call}`));
    }
    expect(statuses(answers)).toEqual({ 200: 10, 429: 2 });
  });
});

describe('signing in', () => {
  const attempt = (address: string, with_ = 'wrong') =>
    callRoute('signIn', { address, body: { username: 'nobody', password: with_ } });

  test('has a tighter bucket an address', async () => {
    const answers = [];
    for (let call = 0; call < 4; call += 1) answers.push(await attempt('198.51.100.200'));
    expect(statuses(answers)).toEqual({ 401: 3, 429: 1 });
    expect((await attempt('198.51.100.201')).status).toBe(401);
  });

  test('is closed while attempts cannot be counted, and everything else is open', async () => {
    const token = await newUser('zoe');
    const { rateLimiter } = opened.world;
    const take = rateLimiter.take;
    try {
      Object.assign(rateLimiter, { take: async () => Promise.reject(new Error('the store is down')) });
      const closed = await attempt('198.51.100.202');
      expect([closed.status, errorOf(closed).code, closed.headers['retry-after']]).toEqual([
        503,
        'limiter_unavailable',
        '5',
      ]);
      const { status, headers } = await callRoute('me', { token });
      expect([status, headers.ratelimit]).toEqual([200, undefined]);
    } finally {
      Object.assign(rateLimiter, { take });
    }
  });
});

test('whoever asks is told limits, budgets and what is left', async () => {
  const token = await newUser('lea');
  const before = meSchema.parse(JSON.parse((await callRoute('me', { token })).text));
  expect(before.limits).toMatchObject({ builds_per_minute: 4, reads_per_minute: 600, missions_at_once: 3 });
  expect(before.budget).toMatchObject({
    mission_usd: 5,
    daily: { cap_usd: 7.5, used_usd: 0, left_usd: 7.5 },
  });
  const { ledger, clock } = opened.world;
  const budgets = { missionUsd: 5, dailyUsd: 7.5, monthlyUsd: 200 };
  const { daily } = userLimits(budgets, userIdSchema.parse(before.user.id), clock.nowMs());
  await ledger.reserve(daily, { id: 'call', microUsd: 2_000_000 }, never);
  const after = meSchema.parse(JSON.parse((await callRoute('me', { token })).text));
  expect(after.budget.daily).toMatchObject({ used_usd: 2, held_usd: 2, left_usd: 5.5 });
});
