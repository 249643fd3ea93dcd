import { beforeAll, describe, expect, it } from 'vitest';
import { errorBodySchema } from '../../core/wire/http.ts';
import { type CallOptions, type Client, createClient, signIn } from './rig/client.ts';
import { build } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const product = useProduct();
const zeros = '0'.repeat(26);
let client: Client;
let anyone: Client;
let missionId: string;

beforeAll(async () => {
  client = await signIn(product.current);
  anyone = createClient(product.current.port, undefined);
  missionId = (await build(client, { voice_memo: 'Build a flight simulator' })).mission_id;
});

const own = (path: string): string => path.replace('OWN', missionId);
const body = (value: unknown): CallOptions => ({ body: value });
const memo = { voice_memo: 'Build a calculator' };

describe('input that does not fit', () => {
  it.each<[what: string, method: string, path: string, options: CallOptions]>([
    ['no memo', 'POST', '/gantry/architect', body({})],
    ['a blank memo', 'POST', '/gantry/architect', body({ voice_memo: ' \n ' })],
    ['half a character', 'POST', '/gantry/architect', { rawBody: '{"voice_memo":"a \\ud83d"}' }],
    ['half a character in chat', 'POST', '/gantry/chat', { rawBody: '{"message":"a \\ud83d"}' }],
    ['a memo with a NUL', 'POST', '/gantry/architect', body({ voice_memo: 'a\0b' })],
    ['a memo of another type', 'POST', '/gantry/architect', body({ voice_memo: 7 })],
    ['a memo that is far too long', 'POST', '/gantry/architect', body({ voice_memo: 'x'.repeat(8_001) })],
    ['an unknown field', 'POST', '/gantry/architect', body({ ...memo, owner: 'usr_1' })],
    ['a flag of another type', 'POST', '/gantry/architect', body({ ...memo, publish: 'no' })],
    ['an app that is no slug', 'POST', '/gantry/architect', body({ ...memo, app: '../x' })],
    ['a list for an object', 'POST', '/gantry/architect', body([memo])],
    ['null for an object', 'POST', '/gantry/architect', body(null)],
    ['JSON cut in two', 'POST', '/gantry/architect', { rawBody: '{"voice_memo":' }],
    ['no JSON at all', 'POST', '/gantry/architect', { rawBody: 'voice_memo=x' }],
    [
      'a prototype',
      'POST',
      '/gantry/architect',
      { rawBody: '{"voice_memo":"x","__proto__":{"deploy":false}}' },
    ],
    ['a wait of no number', 'POST', '/gantry/architect?wait=soon', body(memo)],
    ['a wait that is too long', 'POST', '/gantry/architect?wait=301', body(memo)],
    ['a wait below nothing', 'POST', '/gantry/architect?wait=-1', body(memo)],
    ['an unknown query', 'POST', '/gantry/architect?deploy=false', body(memo)],
    ['neither message nor confirmation', 'POST', '/gantry/chat', body({})],
    [
      'message and confirmation',
      'POST',
      '/gantry/chat',
      body({ message: 'x', confirm: { plan_id: `pln_${zeros}` } }),
    ],
    ['a plan id that is none', 'POST', '/gantry/chat', body({ confirm: { plan_id: 'plan-1' } })],
    ['a limit of nothing', 'GET', '/gantry/missions?limit=0', {}],
    ['a limit that is too high', 'GET', '/gantry/missions?limit=101', {}],
    ['a cursor that none was', 'GET', '/gantry/missions?cursor=zzz', {}],
    ['an unknown status', 'GET', '/gantry/missions?status=DONE', {}],
    ['an attempt that cannot be', 'GET', '/gantry/missions/OWN/log?attempt=9', {}],
    ['an after below nothing', 'GET', '/gantry/missions/OWN/events?after=-1', {}],
    ['a field for a cancel', 'POST', '/gantry/missions/OWN/cancel', body({ force: true })],
    ['a budget of nothing', 'POST', '/gantry/missions/OWN/retry', body({ budget_usd: 0 })],
    ['an extension without a memo', 'POST', '/gantry/missions/OWN/extend', body({})],
    ['a sign-in without a password', 'POST', '/gantry/auth', body({ username: 'admin' })],
    ['a user name that cannot be', 'POST', '/gantry/auth', body({ username: '../admin', password: 'x' })],
  ])('is 400 and says where: %s', async (_what, method, path, options) => {
    const error = await client.refused(400, method, own(path), options);
    expect(['input_invalid', 'json_invalid']).toContain(error.code);
    expect(error.message).toMatch(/^[^a-z]*[a-z].*[^.]\.$/s);
  });

  it('is 413 over 1 MB, whether it says its length or not, and the connection is of use afterwards', async () => {
    const big = JSON.stringify({ voice_memo: 'x'.repeat(1_100_000) });
    expect((await client.refused(413, 'POST', '/gantry/architect', { rawBody: big })).code).toBe(
      'body_too_large',
    );
    const streamed = await fetch(`http://127.0.0.1:${client.port}/gantry/architect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}` },
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(errorBodySchema.parse(await streamed.json()).error.code).toBe('body_too_large');
    expect((await client.call('GET', '/health')).status).toBe(200);
  });

  it('is read as JSON whatever its content type says', async () => {
    const options = {
      rawBody: '{"message":"Build me a calculator"}',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await client.call('POST', '/gantry/chat', options)).status).toBe(200);
  });

  it('makes no mission', async () => {
    const { text } = await client.call('GET', '/gantry/missions');
    expect(JSON.parse(text)).toMatchObject({ missions: [{ mission_id: missionId }], next_cursor: null });
    expect(JSON.parse(text).missions).toHaveLength(1);
  });
});

describe('the order of refusals', () => {
  const unknown = `/gantry/missions/msn_${zeros}/extend`;
  it('is 401 before 404', async () => {
    expect((await anyone.refused(401, 'POST', unknown, body({ junk: 1 }))).code).toBe('unauthenticated');
    expect(
      (await anyone.refused(401, 'POST', own('/gantry/missions/OWN/extend'), body({ junk: 1 }))).code,
    ).toBe('unauthenticated');
  });

  it('is 404 before 400', async () => {
    expect((await client.refused(404, 'POST', unknown, body({ junk: 1 }))).code).toBe('mission_not_found');
  });

  it('is 400 before 409', async () => {
    const path = own('/gantry/missions/OWN/extend');
    await client.refused(400, 'POST', path, body({ junk: 1 }));
    expect((await client.refused(409, 'POST', path, body(memo))).code).toBe('nothing_to_extend');
    await client.refused(400, 'POST', own('/gantry/missions/OWN/cancel'), body({ junk: 1 }));
    await client.refused(409, 'POST', own('/gantry/missions/OWN/cancel'));
  });
});

describe('a caller that is not verified', () => {
  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer junk',
    `Bearer ${'x'.repeat(43)}`,
    `Bearer ${'x'.repeat(9_000)}`,
    'Basic YWRtaW46cHc=',
    "Bearer ' or 1=1 --",
  ])('is 401: "%.30s"', async (authorization) => {
    for (const path of [
      '/gantry/me',
      '/gantry/missions',
      own('/gantry/status/OWN'),
      '/gantry/apps/calculator',
    ]) {
      expect((await anyone.refused(401, 'GET', path, { headers: { authorization } })).code).toBe(
        'unauthenticated',
      );
    }
  });

  it('reads what is public and nothing else', async () => {
    for (const path of ['/health', '/openapi.json', '/gantry/public-keys', '/', '/docs']) {
      expect((await anyone.call('GET', path)).status, path).toBe(200);
    }
    for (const [method, path] of [
      ['POST', '/gantry/architect'],
      ['POST', '/gantry/chat'],
      ['POST', '/gantry/ws-ticket'],
      ['GET', '/gantry/skills'],
      ['GET', '/gantry/apps'],
    ] as const) {
      await anyone.refused(401, method, path, method === 'POST' ? body({}) : {});
    }
  });
});

describe('an address that is none', () => {
  it.each([
    ['GET', `/gantry/status/msn_${zeros}`],
    ['GET', '/gantry/status/junk'],
    ['GET', `/gantry/status/${'x'.repeat(2_000)}`],
    ['GET', '/gantry/status/..%2f..%2flock'],
    ['GET', `/gantry/missions/msn_${zeros}/files?path=../../lock`],
    ['GET', '/gantry/missions/OWN/files'],
    ['GET', '/gantry/missions/OWN/log'],
    ['GET', '/gantry/missions/OWN/report'],
    ['GET', '/gantry/apps/no-such-app'],
    ['GET', '/gantry/apps/no-such-app/pulls/1'],
    ['POST', '/gantry/apps/no-such-app/pulls/1/merge'],
    ['GET', `/gantry/chat/cnv_${zeros}`],
    ['GET', '/gantry/no-such-route'],
    ['GET', '/no-such-page.html'],
  ])('is 404: %s %.60s', async (method, path) => {
    await client.refused(404, method, own(path));
  });

  it('is 405 with the methods that go for a wrong method', async () => {
    const answer = await client.call('DELETE', '/gantry/architect');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    errorBodySchema.parse(JSON.parse(answer.text));
  });

  it('is refused when it is no URL, without a trace in the log', async () => {
    await client.refused(400, 'GET', '/gantry/status/%E0%A4%A');
    expect(product.current.output()).not.toMatch(/"level":"error"|\bat \S+ \(/);
  });
});

describe('a page of another origin', () => {
  it('cannot drive the API', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    const answer = await client.call('POST', '/gantry/architect', { ...body(memo), headers });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
