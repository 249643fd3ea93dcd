import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, findUser } from '../../core/access/users.ts';
import { withVersion } from '../../core/app/app.ts';
import { changeApp, requireApp } from '../../core/app/app-records.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { missionIdSchema } from '../../core/wire/ids.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import type { RouteName } from '../../core/wire/routes.ts';
import { routes } from '../../core/wire/routes.ts';
import { never } from '../core/ports/never.ts';
import type { Answer, Request } from './call-function.ts';
import { callRoute, errorOf } from './call-function.ts';
import { signedIn, things } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let admin: string;
const password = 'a password';
const memo = { voice_memo: 'Build a calculator with dark mode' };
const tested = new Set<RouteName>();

beforeAll(async () => {
  opened = await openWorld();
  await addUser(opened.world)({ username: 'root', password, role: 'admin' }, never);
  admin = await signInAs('root');
});
afterAll(() => opened.close());

async function signInAs(username: string): Promise<string> {
  return JSON.parse((await callRoute('signIn', { body: { username, password } })).text).token;
}
let users = 0;
async function newUser(): Promise<{ readonly username: string; readonly token: string }> {
  users += 1;
  const username = `user-${users}`;
  await addUser(opened.world)({ username, password, role: 'member' }, never);
  return { username, token: await signInAs(username) };
}

/** The same request so many times at once. */
function atOnce(times: number, name: RouteName, request: Request): Promise<Answer[]> {
  tested.add(name);
  return Promise.all(Array.from({ length: times }, () => callRoute(name, request)));
}
const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).sort();
const missionsOf = (answers: readonly Answer[]): string[] => [
  ...new Set(answers.map(({ text }) => missionViewSchema.parse(JSON.parse(text)).mission_id)),
];
async function newMission(token: string): Promise<MissionId> {
  const answer = await callRoute('architect', { token, body: memo, query: { wait: '0' } });
  return missionIdSchema.parse(JSON.parse(answer.text).mission_id);
}
const eventsOf = async (missionId: MissionId, name: string): Promise<number> =>
  (await opened.world.eventLog.read(missionId, { afterSeq: 0 }, never)).filter(({ event }) => event === name)
    .length;

describe('asked five times at once', () => {
  test('a mission under one key is made once, and each gets it', async () => {
    const { token } = await newUser();
    const headers = { 'Idempotency-Key': 'one' };
    const request = { token, body: memo, query: { wait: '0' }, headers };
    expect(missionsOf(await atOnce(5, 'architect', request))).toHaveLength(1);
  });

  test('a cancel ends a mission once, and each gets it cancelled', async () => {
    const { token } = await newUser();
    const mission_id = await newMission(token);
    const answers = await atOnce(5, 'cancelMission', { token, params: { mission_id }, body: {} });
    expect(statuses(answers)).toEqual(Array(5).fill(202));
    expect(answers.map(({ text }) => JSON.parse(text).status)).toEqual(Array(5).fill('CANCELLED'));
    expect(await eventsOf(mission_id, 'mission-cancelled')).toBe(1);
  });

  test('a retry and an extension under one key each make one mission', async () => {
    const { token } = await newUser();
    const mission_id = await newMission(token);
    await callRoute('cancelMission', { token, params: { mission_id }, body: {} });
    const headers = { 'Idempotency-Key': 'again' };
    const retried = await atOnce(5, 'retryMission', { token, params: { mission_id }, body: {}, headers });
    expect(missionsOf(retried)).toHaveLength(1);
    const more = { 'Idempotency-Key': 'more' };
    const body = { voice_memo: 'Add a history' };
    const extended = await atOnce(5, 'extendMission', { token, params: { mission_id }, body, headers: more });
    expect(new Set(extended.map(({ text }) => text)).size).toBe(1);
    const files = [{ path: 'index.html', content: '<h1>By hand</h1>' }];
    const edit = { token, params: { mission_id }, body: { files }, headers: { 'Idempotency-Key': 'edit' } };
    expect(new Set((await atOnce(5, 'editMission', edit)).map(({ text }) => text)).size).toBe(1);
  });

  test('a user of one name is made once, and the others are told that the name is taken', async () => {
    const body = { username: 'unique', password };
    const answers = await atOnce(5, 'makeUser', { token: admin, body });
    expect(statuses(answers)).toEqual([200, 409, 409, 409, 409]);
    expect((await findUser(opened.world)('unique', never))?.username).toBe('unique');
  });

  test('a user is disabled, and each is told so', async () => {
    const { username } = await newUser();
    const user_id = (await findUser(opened.world)(username, never))?.id ?? '';
    const answers = await atOnce(5, 'changeUser', {
      token: admin,
      params: { user_id },
      body: { is_disabled: true },
    });
    expect(statuses(answers)).toEqual(Array(5).fill(200));
    expect(answers.map(({ text }) => JSON.parse(text).user.is_disabled)).toEqual(Array(5).fill(true));
  });

  test('a password is changed, and is then the new one', async () => {
    const { username, token } = await newUser();
    const body = { current_password: password, new_password: 'another password' };
    const answers = await atOnce(5, 'changePassword', { token, body });
    expect(Math.min(...statuses(answers))).toBeLessThan(300);
    expect(Math.max(...statuses(answers))).toBeLessThan(500);
    const signIn = await callRoute('signIn', { body: { username, password: 'another password' } });
    expect(signIn.status).toBe(200);
  });

  test('sessions, tickets and keys are each their own', async () => {
    const { username, token } = await newUser();
    const grants = [
      ...(await atOnce(5, 'signIn', { body: { username, password } })).map(
        ({ text }) => JSON.parse(text).token,
      ),
      ...(await atOnce(5, 'socketTicket', { token, body: {} })).map(({ text }) => JSON.parse(text).ticket),
      ...(await atOnce(5, 'makeApiKey', { token, body: { name: 'ci', scopes: ['read'] } })).map(
        ({ text }) => JSON.parse(text).key,
      ),
    ];
    expect(new Set(grants).size).toBe(15);
  });

  test('a key is revoked and a session ended, and nobody is told of a fault', async () => {
    const { token } = await newUser();
    const made = await callRoute('makeApiKey', { token, body: { name: 'ci', scopes: ['read'] } });
    const key_id = JSON.parse(made.text).id;
    const revoked = await atOnce(5, 'revokeApiKey', { token, params: { key_id } });
    expect(new Set(statuses(revoked))).toEqual(
      new Set(revoked.some(({ status }) => status === 404) ? [204, 404] : [204]),
    );
    const ended = await atOnce(5, 'endSessions', { token });
    expect(Math.max(...statuses(ended))).toBeLessThan(500);
    const { token: other } = await newUser();
    expect(Math.max(...statuses(await atOnce(5, 'signOut', { token: other })))).toBeLessThan(500);
    expect((await callRoute('me', { token: other })).status).toBe(401);
  });

  test('a chat message is answered once, and the others are told that one is on its way', async () => {
    const { token } = await newUser();
    const first = await callRoute('chat', { token, body: { message: 'Hello' } });
    const { conversation_id } = JSON.parse(first.text);
    const answers = await atOnce(5, 'chat', {
      token,
      body: { conversation_id, message: 'Build a calculator' },
    });
    expect(Math.max(...statuses(answers))).toBeLessThan(500);
    const refused = answers.filter(({ status }) => status === 409);
    for (const answer of refused) expect(errorOf(answer).message).not.toBe('');
  });
});

describe('asked of an app five times at once', () => {
  let owner: Awaited<ReturnType<typeof signedIn>>;
  let slug: string;
  const name = 'WEATHER_KEY';
  beforeAll(async () => {
    owner = await signedIn(opened.world, 'ana');
    ({ slug = '' } = await things(opened.world, owner.caller));
    const needs = { data: false, origins: [], secrets: [{ name, why: 'To ask for the weather.' }] };
    const version = {
      attempt: 0,
      tree_sha256: '0'.repeat(64),
      artifact_sha256: null,
      pull_number: null,
      needs,
    };
    await changeApp(opened.world)(
      owner.caller.id,
      slug,
      (row) => withVersion(row, { ...version, mission_id: row.born_of }),
      never,
    );
  });

  const app = () => requireApp(opened.world)(owner.caller.id, slug, never);
  const told = async (event: string) =>
    (await opened.world.eventLog.read((await app()).app_id, { afterSeq: 0 }, never)).filter(
      (fact) => fact.event === event,
    );
  const secretNow = async () =>
    (await opened.world.appSecrets.read((await app()).app_id, [name], never))[name];

  test('a title is given once, and each gets the app with it', async () => {
    const { token } = owner;
    const answers = await atOnce(5, 'renameApp', { token, params: { slug }, body: { title: 'Shopping' } });
    expect(statuses(answers)).toEqual(Array(5).fill(200));
    expect(answers.map(({ text }) => JSON.parse(text).title)).toEqual(Array(5).fill('Shopping'));
    expect(await told('app-renamed')).toMatchObject([{ data: { title: 'Shopping', before: 'Todo' } }]);
  });

  test('a secret is set to five values, and has one of them', async () => {
    const { token } = owner;
    const values = ['one', 'two', 'three', 'four', 'five'];
    const set = await Promise.all(
      values.map((value) => atOnce(1, 'setSecret', { token, params: { slug, name }, body: { value } })),
    );
    expect(statuses(set.flat())).toEqual(Array(5).fill(204));
    expect(values).toContain(await secretNow());
  });

  test('a secret is taken away once, and each is told that it is gone', async () => {
    const { token } = owner;
    await callRoute('setSecret', { token, params: { slug, name }, body: { value: 'short-lived' } });
    const removed = await atOnce(5, 'removeSecret', { token, params: { slug, name } });
    expect(statuses(removed)).toEqual(Array(5).fill(204));
    expect(await secretNow()).toBeUndefined();
    expect(await told('secret-removed')).toHaveLength(1);
  });
});

test('every route that changes something is asked so, here or beside its use case', () => {
  const elsewhere: RouteName[] = [
    // test/core/app/once.test.ts, test/core/app/app-data.test.ts
    'mergePull',
    'rollbackApp',
    'restoreData',
    'githubWebhook',
    // test/core/app/life/restore-app.test.ts
    'deleteApp',
    'restoreApp',
    // test/core/access/oidc-sign-in.test.ts
    'oidcSession',
    // test/core/access/oauth/tokens.test.ts, test/functions/oauth.test.ts
    'oauthRegister',
    'oauthDecide',
    'oauthToken',
    'oauthRevoke',
    'endConnection',
    // test/core/webhook/webhooks.test.ts
    'makeWebhook',
    'removeWebhook',
    'testWebhook',
    'rotateWebhook',
    // test/contract/channel.ts, test/core/channels/links.test.ts
    'channelDelivery',
    'makeLinkCode',
    'removeLink',
    // What it changes, the routes behind its tools change.
    'mcp',
    'mcpEnd',
  ];
  const changing = Object.entries(routes).filter(([, { method }]) => method !== 'GET');
  expect(new Set([...tested, ...elsewhere])).toEqual(new Set(changing.map(([name]) => name)));
});
