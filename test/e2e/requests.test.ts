import { beforeAll, describe, expect, it } from 'vitest';
import { missionListSchema } from '../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../core/wire/mission.ts';
import { type Client, signIn } from './rig/client.ts';
import { browse } from './rig/live-app.ts';
import { appsOf, build, eventsOf, request, statusPath, whenEnded } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const product = useProduct({ members: ['second'] });
const memo = 'Build a calculator with dark mode';
/** Ends at once, since the built-in model says no: enough where only being asked for matters. */
const asking = { voice_memo: 'Build a flight simulator' };
let client: Client;
let ended: {
  readonly unpublished: MissionView;
  readonly undeployed: MissionView;
  readonly neither: MissionView;
};

beforeAll(async () => {
  client = await signIn(product.current);
  const [unpublished, undeployed, neither] = await Promise.all([
    build(client, { voice_memo: memo, publish: false }),
    build(client, { voice_memo: memo, deploy: false }),
    build(client, { voice_memo: 'A calculator called Neither Nor', deploy: false, publish: false }),
  ]);
  ended = { unpublished, undeployed, neither };
});

describe('what a mission is asked to ship', () => {
  it('is live without a pull request when it is not to be published', async () => {
    const { unpublished } = ended;
    expect(unpublished).toMatchObject({ status: 'DEPLOYED' });
    expect(unpublished.pr_url).toBeUndefined();
    expect((await browse(unpublished.url ?? '')).status).toBe(200);
    expect(statusPath(await eventsOf(client, unpublished.mission_id)).slice(-2)).toEqual([
      'DEPLOYING',
      'DEPLOYED',
    ]);
    const app = (await appsOf(client)).find(({ missions }) =>
      missions.includes(unpublished.mission_id as never),
    );
    expect(app?.repo_url).toBeNull();
  });

  it('is a pull request without a deployment when it is not to be deployed', async () => {
    const { undeployed } = ended;
    expect(undeployed).toMatchObject({ status: 'PR_OPENED' });
    expect(undeployed.url).toBeUndefined();
    expect(undeployed.pr_url).toMatch(/\/1$/);
    expect(statusPath(await eventsOf(client, undeployed.mission_id)).slice(-2)).toEqual([
      'PUBLISHING',
      'PR_OPENED',
    ]);
  });

  it('is only built and tested when it is to be neither, and leaves no app', async () => {
    const { neither } = ended;
    expect(neither).toMatchObject({ status: 'BUILT', app: null });
    expect([neither.url, neither.pr_url]).toEqual([undefined, undefined]);
    expect(neither.artifact_sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await appsOf(client)).flatMap(({ missions }) => missions)).not.toContain(neither.mission_id);
  });

  it('gives equal names of one owner a number, each an app of its own', async () => {
    expect((await appsOf(client)).map(({ slug }) => slug).toSorted()).toEqual(['calculator', 'calculator-2']);
  });

  it('ships into the app that it is asked to work on', async () => {
    const [app] = await appsOf(client);
    const mission = await build(client, {
      voice_memo: 'Add memory keys',
      app: app?.slug ?? '',
      publish: false,
    });
    expect(mission, JSON.stringify(mission.failure)).toMatchObject({ status: 'DEPLOYED', app: app?.slug });
    expect(await appsOf(client)).toHaveLength(2);
  });
});

describe('a request that says nothing of waiting', () => {
  it('is answered with the mission at its end', async () => {
    const answer = await client.call('POST', '/gantry/architect', { body: asking });
    expect(answer.status, answer.text).toBe(200);
    expect(missionViewSchema.parse(JSON.parse(answer.text)).status).toBe('BLOCKED');
  });

  it('that would rather not wait is told at once where to ask', async () => {
    const headers = { prefer: 'respond-async' };
    const answer = await client.call('POST', '/gantry/architect', { body: asking, headers });
    expect(answer.status).toBe(202);
    const { mission_id } = missionViewSchema.parse(JSON.parse(answer.text));
    const asked = await client.read(missionViewSchema, answer.headers.get('location') ?? '');
    expect(asked.mission_id).toBe(mission_id);
  });
});

describe('an Idempotency-Key', () => {
  it('gives one mission for one key, also at once, and refuses another request', async () => {
    const key = { 'idempotency-key': 'one' };
    const asked = await Promise.all([
      request(client, asking, key),
      request(client, asking, key),
      request(client, asking, key),
    ]);
    expect(new Set(asked.map(({ mission_id }) => mission_id)).size).toBe(1);
    const refused = await client.refused(409, 'POST', '/gantry/architect', {
      body: { ...asking, deploy: false },
      headers: key,
    });
    expect(refused.code).toBe('key_reused');
    expect((await request(client, asking, { 'idempotency-key': 'two' })).mission_id).not.toBe(
      asked[0].mission_id,
    );
    const second = await signIn(product.current, 'second');
    expect((await request(second, asking, key)).mission_id).not.toBe(asked[0].mission_id);
  });

  it('gives the same mission for a retry that is sent twice', async () => {
    const { mission_id: failedId } = await whenEnded(client, await request(client, asking));
    const path = `/gantry/missions/${failedId}/retry`;
    const [one, two] = await Promise.all(
      [1, 2].map(() => client.send(missionViewSchema, 202, path, {}, { 'idempotency-key': 'again' })),
    );
    expect(one?.mission_id).toBe(two?.mission_id);
  });

  it('is refused when it is no key', async () => {
    for (const key of ['with space', 'x'.repeat(201)]) {
      const refused = await client.refused(400, 'POST', '/gantry/architect', {
        body: asking,
        headers: { 'idempotency-key': key },
      });
      expect(refused.code).toBe('key_invalid');
    }
  });
});

describe('the list of missions', () => {
  const list = (query: string) => client.read(missionListSchema, `/gantry/missions${query}`);
  const idsOf = (missions: readonly MissionView[]): string[] => missions.map(({ mission_id }) => mission_id);

  it('is newest first, and its pages together are the whole of it', async () => {
    const all = (await list('?limit=100')).missions;
    await Promise.all(all.map((mission) => whenEnded(client, mission)));
    expect(idsOf(all)).toEqual(idsOf(all).toSorted().reverse());
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.missions.length).toBeLessThanOrEqual(2);
      paged.push(...idsOf(page.missions));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(idsOf(all));
  });

  it('is narrowed by status and by words of the request', async () => {
    expect(idsOf((await list('?status=PR_OPENED')).missions)).toEqual([ended.undeployed.mission_id]);
    expect((await list('?status=TIMEOUT')).missions).toEqual([]);
    expect((await list('?q=neither%20NOR')).missions.map(({ voice_memo }) => voice_memo)).toContain(
      'A calculator called Neither Nor',
    );
    expect((await list('?q=no-such-word')).missions).toEqual([]);
    expect((await list('?q=%25')).missions).toEqual([]);
  });

  it('shows what each mission itself shows', async () => {
    const { missions } = await list('?status=PR_OPENED');
    expect(missions).toEqual([
      await client.read(missionViewSchema, `/gantry/status/${ended.undeployed.mission_id}`),
    ]);
  });
});

describe('a restart', () => {
  it('keeps missions, sessions, keys and what is live', async () => {
    const key = { 'idempotency-key': 'before' };
    const before = await request(client, asking, key);
    await product.restart('stop');
    expect((await request(client, asking, key)).mission_id).toBe(before.mission_id);
    await client.refused(409, 'POST', '/gantry/architect', {
      body: { ...asking, deploy: false },
      headers: key,
    });
    expect(await whenEnded(client, ended.undeployed)).toEqual(ended.undeployed);
    expect((await browse(ended.unpublished.url ?? '')).status).toBe(200);
  });
});
