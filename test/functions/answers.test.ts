import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { worldName } from '#world';
import { addUser } from '../../core/access/users.ts';
import { appRecordSchema } from '../../core/app/app.ts';
import { claimApp } from '../../core/app/app-records.ts';
import { errorBodySchema } from '../../core/wire/http.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, errorOf } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
const tokens = { ana: '', ben: '', root: '' };
const memo = { voice_memo: 'Build a calculator with dark mode' };

beforeAll(async () => {
  opened = await openWorld();
  for (const username of ['ana', 'ben', 'root'] as const) {
    const role = username === 'root' ? 'admin' : 'member';
    await addUser(opened.world)({ username, password: 'a password', role }, never);
    const answer = await callRoute('signIn', { body: { username, password: 'a password' } });
    tokens[username] = JSON.parse(answer.text).token;
  }
});
afterAll(() => opened.close());

const architect = (body: unknown = memo, more: Parameters<typeof callRoute>[1] = {}) =>
  callRoute('architect', { token: tokens.ana, body, query: { wait: '0' }, ...more });
const newMission = async (): Promise<string> => JSON.parse((await architect()).text).mission_id;

describe('a voice memo', () => {
  const boundary = 'Shortcuts-1';
  const part = (name: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const said = 'Build a calculator & a clock: 100 %, größer';

  test.each([
    ['JSON with a byte order mark', 'application/json', `\ufeff${JSON.stringify({ voice_memo: said })}`],
    [
      'JSON that curl calls a form',
      'application/x-www-form-urlencoded',
      JSON.stringify({ voice_memo: said }),
    ],
    [
      'a form',
      'application/x-www-form-urlencoded',
      new URLSearchParams({ voice_memo: said, deploy: 'false' }).toString(),
    ],
    [
      'a form in parts, as Shortcuts sends it',
      `multipart/form-data; boundary=${boundary}`,
      `${part('voice_memo', said)}${part('deploy', 'false')}--${boundary}--\r\n`,
    ],
    ['plain text', 'text/plain; charset=utf-8', said],
    ['plain text that nobody named, with a byte order mark', '', `\ufeff${said}`],
  ])('is read from %s', async (_what, type, body) => {
    const headers: Record<string, string> = type === '' ? {} : { 'Content-Type': type };
    const encoded = Buffer.from(body).toString('base64');
    const { status, text } = await architect(encoded, { headers, isBase64Encoded: true });
    expect(status, text).toBe(202);
    expect(missionViewSchema.parse(JSON.parse(text)).voice_memo).toBe(said);
  });

  test('is read from plain text that is JSON too', async () => {
    const { status, text } = await architect('42', { headers: { 'Content-Type': 'text/plain' } });
    expect(status, text).toBe(202);
    expect(missionViewSchema.parse(JSON.parse(text)).voice_memo).toBe('42');
  });

  test.each([
    ['broken JSON', 'text/plain', '{"voice_memo": "Build'],
    ['a form without it', 'application/x-www-form-urlencoded', 'memo=Build'],
    ['a form whose parts cannot be found', 'multipart/form-data', 'Build'],
    ['something else', 'audio/mp4', 'Build'],
  ])('in %s is refused with what to send', async (_what, type, body) => {
    const answer = await architect(body, { headers: { 'content-type': type } });
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'json_invalid']);
    expect(errorOf(answer).message).toMatch(
      /application\/json, a form with the field voice_memo, or .* text\/plain/,
    );
  });
});

test('the local world answers', async () => {
  expect(worldName).toBe('local');
  const { status, text } = await callRoute('health');
  expect([status, JSON.parse(text)]).toMatchObject([
    200,
    { status: 'ok', world: 'local', isolation: 'node-permission' },
  ]);
});

describe('an error', () => {
  test.each([
    ['a wrong password', 'signIn', { body: { username: 'ana', password: 'x' } }, 401, 'invalid_credentials'],
    ['no token', 'me', {}, 401, 'unauthenticated'],
    ['a bad body without a token', 'architect', { body: '{' }, 401, 'unauthenticated'],
    ['bad JSON', 'signIn', { body: '{' }, 400, 'json_invalid'],
    ['an empty body where one is needed', 'signIn', {}, 400, 'input_invalid'],
    ['a wrong type', 'signIn', { body: { password: 1 } }, 400, 'input_invalid'],
    ['JSON that is no object', 'signIn', { body: '[]' }, 400, 'input_invalid'],
    ['a query that nobody knows', 'health', { query: { surprise: '1' } }, 400, 'input_invalid'],
    ['a webhook where none is configured', 'githubWebhook', { body: {} }, 404, 'webhook_not_configured'],
  ] as const)('for %s has the contract’s form', async (_, route, request, status, code) => {
    const answer = await callRoute(route, request);
    expect(errorBodySchema.safeParse(JSON.parse(answer.text)).success).toBe(true);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': 'req-1' });
  });

  test('comes in the order 401, 404, 400, 409', async () => {
    const mission_id = await newMission();
    const call = (token: string | undefined, body: unknown) =>
      callRoute('retryMission', { token, params: { mission_id }, body });
    expect((await call(undefined, '{')).status).toBe(401);
    expect((await call(tokens.ben, '{')).status).toBe(404);
    expect((await call(tokens.ana, '{')).status).toBe(400);
    expect((await call(tokens.ana, { budget_usd: -1 })).status).toBe(400);
    const running = await call(tokens.ana, {});
    expect([running.status, errorOf(running).code]).toEqual([409, 'mission_running']);
  });

  test('of the caller’s reads the same for an unknown thing and for somebody else’s', async () => {
    const mission_id = await newMission();
    const theirs = await callRoute('status', { token: tokens.ben, params: { mission_id } });
    const unknown = await callRoute('status', {
      token: tokens.ben,
      params: { mission_id: `msn_${'0'.repeat(26)}` },
    });
    expect([theirs.status, theirs.text]).toEqual([404, unknown.text]);
  });
});

describe('a body', () => {
  test('is read whatever its content type, and from base64', async () => {
    const plain = await architect(memo, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    expect(plain.status).toBe(202);
    const body = Buffer.from(JSON.stringify(memo)).toString('base64');
    expect((await architect(body, { isBase64Encoded: true })).status).toBe(202);
  });

  test('of exactly 1 MB is read, and one byte more is 413', async () => {
    const padded = (bytes: number): string => JSON.stringify(memo).padEnd(bytes, ' ');
    expect((await architect(padded(1024 * 1024))).status).toBe(202);
    const answer = await architect(padded(1024 * 1024 + 1));
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'body_too_large']);
  });
});

describe('a mission', () => {
  test('is accepted and seen by its owner, and by an admin who asks for all', async () => {
    const answer = await architect();
    expect(answer.status).toBe(202);
    const mission = missionViewSchema.parse(JSON.parse(answer.text));
    expect(mission).toMatchObject({ status: 'QUEUED', attempt: 0, app: null, voice_memo: memo.voice_memo });
    const list = async (token: string, query = {}) =>
      JSON.parse((await callRoute('listMissions', { token, query })).text).missions;
    expect(JSON.stringify(await list(tokens.ana))).toContain(mission.mission_id);
    expect(await list(tokens.ben)).toEqual([]);
    expect(JSON.stringify(await list(tokens.root, { owner: '*' }))).toContain(mission.mission_id);
    const greedy = await callRoute('listMissions', { token: tokens.ben, query: { owner: '*' } });
    expect([greedy.status, errorOf(greedy).code]).toEqual([403, 'admins_only']);
  });

  test('is one for one Idempotency-Key, and Conflict with another body', async () => {
    const headers = { 'Idempotency-Key': 'key-1' };
    const [first, second] = [await architect(memo, { headers }), await architect(memo, { headers })];
    expect(second.text).toBe(first.text);
    const other = await architect({ ...memo, deploy: false }, { headers });
    expect([other.status, errorOf(other).code]).toEqual([409, 'key_reused']);
    const bad = await architect(memo, { headers: { 'idempotency-key': 'a b' } });
    expect([bad.status, errorOf(bad).code]).toEqual([400, 'key_invalid']);
  });

  test('is answered as it stands when waiting is over, after a first byte at once', async () => {
    const params = { mission_id: await newMission() };
    const asked = await callRoute('status', { token: tokens.ana, params, query: { wait: '1' } });
    const made = await architect(memo, { query: { wait: '1' } });
    for (const answer of [asked, made]) {
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
      expect(answer.text).toMatch(/^ \{/);
      expect(JSON.parse(answer.text)).toMatchObject({ status: 'QUEUED' });
    }
    expect(JSON.parse(asked.text)).toMatchObject(params);
  });

  test.each<[string, Parameters<typeof callRoute>[1]]>([
    ['?wait=0', { query: { wait: '0' } }],
    ['Prefer: respond-async', { query: {}, headers: { Prefer: 'respond-async' } }],
    ['that among other preferences', { query: {}, headers: { prefer: 'wait=20, Respond-Async;x=1' } }],
  ])('is not waited for with %s, and the answer says where to ask', async (_, more) => {
    const answer = await architect(memo, more);
    const { mission_id } = missionViewSchema.parse(JSON.parse(answer.text));
    expect([answer.status, answer.headers.location]).toEqual([202, `/gantry/status/${mission_id}`]);
  });

  test('is waited for only when told so where its status is asked', async () => {
    const params = { mission_id: await newMission() };
    const queries: readonly Record<string, string>[] = [{}, { wait: '0' }];
    for (const query of queries) {
      const answer = await callRoute('status', { token: tokens.ana, params, query });
      expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(/^\{/)]);
    }
  });

  test('that has ended is answered at once to whoever waits', async () => {
    const headers = { 'Idempotency-Key': 'key-2' };
    const { mission_id } = JSON.parse((await architect(memo, { headers })).text);
    await callRoute('cancelMission', { token: tokens.ana, params: { mission_id } });
    const answer = await architect(memo, { headers, query: {} });
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      200,
      { mission_id, status: 'CANCELLED' },
    ]);
  });

  test('is cancelled once and again, and then has evidence, and can be retried', async () => {
    const params = { mission_id: await newMission() };
    const call = (route: Parameters<typeof callRoute>[0], body?: unknown) =>
      callRoute(route, { token: tokens.ana, params, body });
    expect(errorOf(await call('missionEvidence')).code).toBe('evidence_not_ready');
    for (const _ of [1, 2]) {
      const answer = await call('cancelMission');
      expect([answer.status, JSON.parse(answer.text).status]).toEqual([202, 'CANCELLED']);
    }
    expect(opened.flow.stopped).toContain(params.mission_id);
    expect((await call('missionEvidence')).status).toBe(200);
    const { events } = JSON.parse((await call('missionEvents')).text);
    expect(events.map((event: { event: string }) => event.event)).toEqual([
      'mission-requested',
      'mission-cancelled',
    ]);
    expect((await call('retryMission')).status).toBe(202);
    expect(errorOf(await call('extendMission', { voice_memo: 'More' })).code).toBe('nothing_to_extend');
    for (const route of ['missionLog', 'missionFiles', 'missionReport'] as const)
      expect((await call(route)).status).toBe(404);
  });

  test('on an app that the caller does not have is NotFound', async () => {
    const answer = await architect({ ...memo, app: 'nothing' });
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'app_not_found']);
  });
});

describe('an account', () => {
  test('has its sessions, its tickets and its way out', async () => {
    const { text } = await callRoute('signIn', { body: { username: 'ben', password: 'a password' } });
    const { token } = JSON.parse(text);
    const { sessions } = JSON.parse((await callRoute('listSessions', { token })).text);
    expect(sessions).toHaveLength(2);
    expect(JSON.parse((await callRoute('socketTicket', { token })).text)).toMatchObject({
      ticket: expect.any(String),
    });
    expect((await callRoute('endSessions', { token })).status).toBe(204);
    expect((await callRoute('me', { token: tokens.ben })).status).toBe(401);
    expect((await callRoute('me', { token })).status).toBe(200);
    tokens.ben = token;
  });

  test('sees the skills and what can be built; anybody sees the public key', async () => {
    const { skills, possible } = JSON.parse((await callRoute('listSkills', { token: tokens.ana })).text);
    expect(possible).toContain('## What can be built here');
    expect(skills.map((skill: { name: string }) => skill.name)).toEqual(
      expect.arrayContaining(['consult', 'draft', 'heal']),
    );
    const { keys } = JSON.parse((await callRoute('publicKeys')).text);
    expect(keys).toEqual([
      {
        key_id: expect.stringMatching(/^[0-9a-f]{64}$/),
        public_key_pem: expect.stringContaining('PUBLIC KEY'),
      },
    ]);
  });

  test('reads the API that it calls', async () => {
    expect(JSON.parse((await callRoute('openapi')).text)).toMatchObject({
      openapi: '3.1.0',
      info: { description: expect.stringMatching(/What can be built here[\s\S]*Postgres database/) },
    });
  });
});

describe('an app', () => {
  test.each(['0', '-1', '1.5', 'x', '9999999999', '7'])('has no pull request %s', async (number) => {
    const mission = missionViewSchema.parse(JSON.parse((await architect()).text));
    const nulls = {
      project_id: null,
      stable_url: null,
      repository: null,
      default_branch: null,
      repo_url: null,
      clone_url: null,
      live_mission: null,
    };
    const app = appRecordSchema.parse({
      ...nulls,
      app_id: opened.world.ids.make('app'),
      owner: mission.owner,
      owner_name: 'ana',
      slug: 'todo',
      title: 'To do',
      stack: 'static',
      born_of: mission.mission_id,
      created_at: mission.created_at,
      versions: [],
      missions: [],
    });
    await claimApp(opened.world)(app, never);
    for (const route of ['readPull', 'mergePull'] as const) {
      for (const junk of [{}, { query: { surprise: '1' }, body: '{' }]) {
        const answer = await callRoute(route, {
          token: tokens.ana,
          params: { slug: 'todo', number },
          ...junk,
        });
        expect([answer.status, errorOf(answer).code]).toEqual([404, 'pull_not_found']);
      }
    }
  });
});
