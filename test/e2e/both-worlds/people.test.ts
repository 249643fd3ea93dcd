import { beforeAll, describe, expect, it } from 'vitest';
import { chatReplySchema, missionListSchema } from '../../../core/wire/http.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, createClient, signIn } from '../rig/client.ts';
import { cloneBranch, hasGit } from '../rig/clone.ts';
import { consultation } from '../rig/consultation.ts';
import { draftWith } from '../rig/drafts.ts';
import { servedDigest } from '../rig/live-app.ts';
import { appsOf, build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env, members: ['second'] });
let admin: Client;
let second: Client;
let theirs: { readonly admin: ReturnType<typeof shipped>; readonly second: ReturnType<typeof shipped> };

beforeAll(async () => {
  admin = await signIn(product.current);
  second = await signIn(product.current, 'second');
  authors.on('an adder', (asked) =>
    answers(asked, asked.asks === 'consult' ? consultation({ title: 'Adder' }) : draftWith()),
  );
  const memo = { voice_memo: 'Build an adder' };
  const [one, two] = await Promise.all([build(admin, memo), build(second, memo)]);
  theirs = { admin: shipped(one), second: shipped(two) };
});

describe("two users' apps of one name", () => {
  it('are two apps, two repositories and two URLs under the same slug', async () => {
    const [one, two] = [(await appsOf(admin))[0], (await appsOf(second))[0]];
    expect([one?.slug, two?.slug]).toEqual(['adder', 'adder']);
    for (const field of ['app_id', 'repo_url', 'clone_url'] as const)
      expect(one?.[field]).not.toBe(two?.[field]);
    expect(theirs.admin.url).not.toBe(theirs.second.url);
    expect(theirs.admin.pr_url).not.toBe(theirs.second.pr_url);
    for (const [client, mission] of [
      [admin, theirs.admin],
      [second, theirs.second],
    ] as const) {
      expect(await servedDigest(client, mission.mission_id, mission.url)).toBe(mission.artifact_sha256);
    }
  });

  it('get a production of their own each', async () => {
    for (const client of [admin, second]) {
      expect((await client.call('POST', '/gantry/apps/adder/pulls/1/merge', { body: {} })).status).toBe(200);
    }
    const urls = [(await appsOf(admin))[0]?.live_url, (await appsOf(second))[0]?.live_url];
    expect(new Set(urls).size).toBe(2);
  });

  it.skipIf(!hasGit || product.world === 'aws')('are cloned by their owner alone', async () => {
    const cloneUrl = (await appsOf(admin))[0]?.clone_url ?? '';
    expect(cloneBranch(admin, cloneUrl, 'main').git('rev-parse', 'HEAD')).toMatch(/^[0-9a-f]{40}$/);
    expect(() => cloneBranch(second, cloneUrl, 'main')).toThrow();
    expect(() => cloneBranch(createClient(admin.port, 'junk'), cloneUrl, 'main')).toThrow();
  });
});

describe("another user's things", () => {
  it.each([
    ['GET', 'status/ID'],
    ['GET', 'missions/ID/events'],
    ['GET', 'missions/ID/log'],
    ['GET', 'missions/ID/files'],
    ['GET', 'missions/ID/files?path=index.html'],
    ['GET', 'missions/ID/report'],
    ['GET', 'missions/ID/evidence'],
    ['POST', 'missions/ID/cancel'],
    ['POST', 'missions/ID/retry'],
    ['POST', 'missions/ID/extend'],
  ])('are not found by %s %s, not even by an admin', async (method, path) => {
    const at = (id: string): string => `/gantry/${path.replace('ID', id)}`;
    const body = method === 'POST' ? { body: { voice_memo: 'x', junk: true } } : {};
    expect((await second.refused(404, method, at(theirs.admin.mission_id), body)).code).toBe(
      'mission_not_found',
    );
    expect((await admin.refused(404, method, at(theirs.second.mission_id), body)).code).toBe(
      'mission_not_found',
    );
  });

  it('are not in the lists of others, except for an admin who asks for all', async () => {
    const ids = async (client: Client, query = ''): Promise<string[]> =>
      (await client.read(missionListSchema, `/gantry/missions${query}`)).missions.map(
        ({ mission_id }) => mission_id,
      );
    expect(await ids(second)).toEqual([theirs.second.mission_id]);
    expect(await ids(admin)).toEqual([theirs.admin.mission_id]);
    expect(await ids(admin, '?owner=*&limit=100')).toEqual(
      expect.arrayContaining([theirs.admin.mission_id, theirs.second.mission_id]),
    );
    expect((await second.refused(403, 'GET', '/gantry/missions?owner=*')).code).toBe('admins_only');
  });

  it('are closed to them in chat: neither the conversation nor the plan', async () => {
    const said = await admin.send(chatReplySchema, 200, '/gantry/chat', { message: 'Build me an adder' });
    const path = `/gantry/chat/${said.conversation_id}`;
    await second.refused(404, 'GET', path);
    await second.refused(404, 'POST', '/gantry/chat', {
      body: { conversation_id: said.conversation_id, message: 'yes' },
    });
    const confirm = { plan_id: said.plan?.plan_id };
    await second.refused(404, 'POST', '/gantry/chat', {
      body: { conversation_id: said.conversation_id, confirm },
    });
    await second.refused(404, 'POST', '/gantry/chat', { body: { confirm } });
    expect((await second.read(missionListSchema, '/gantry/missions')).missions).toHaveLength(1);
  });

  it('cannot be named as the app to work on', async () => {
    await second.refused(404, 'POST', '/gantry/architect', {
      body: { voice_memo: 'Add a history', app: 'no-such-app' },
    });
  });
});

describe('a session', () => {
  it('opens nothing once it has ended', async () => {
    const leaving = await signIn(product.current, 'second');
    expect((await leaving.call('DELETE', '/gantry/auth')).status).toBe(204);
    expect((await leaving.refused(401, 'GET', '/gantry/me')).code).toBe('unauthenticated');
    expect((await second.call('GET', '/gantry/me')).status).toBe(200);
  });

  it('is not opened by a wrong password or an unknown user, and the answer is the same', async () => {
    const anyone = createClient(product.current.port, undefined);
    const answers = await Promise.all(
      [
        { username: 'admin', password: 'wrong' },
        { username: 'nobody', password: 'wrong' },
      ].map((body) => anyone.refused(401, 'POST', '/gantry/auth', { body })),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.code).toBe('invalid_credentials');
  });
});
