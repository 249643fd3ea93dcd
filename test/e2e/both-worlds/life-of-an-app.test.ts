import { beforeAll, describe, expect, it } from 'vitest';
import { deletedAppSchema } from '../../../core/wire/app-life.ts';
import { appListSchema, appViewSchema, pullSchema } from '../../../core/wire/http.ts';
import { missionViewSchema } from '../../../core/wire/mission.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, createClient, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { browse, servedDigest } from '../rig/live-app.ts';
import { appsOf, build, shipped, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;
let mission: ReturnType<typeof shipped>;
let liveUrl: string;

beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('an adder', (asked) => answers(asked, draftWith()));
  mission = shipped(await build(client, { voice_memo: 'Build me an adder' }));
  await client.send(pullSchema, 200, '/gantry/apps/adder/pulls/1/merge', {});
  liveUrl = (await appsOf(client))[0]?.live_url ?? '';
});

/** What anybody gets who has the app's id. */
async function publicStory() {
  const anyone = createClient(product.current.port, undefined);
  const { app_id: id } = await client.read(appViewSchema, '/gantry/apps/adder');
  return Promise.all(
    [`badges/${id}.svg`, `feeds/${id}.xml`].map((path) => anyone.call('GET', `/gantry/${path}`)),
  );
}

describe('the badge and the feed of an app', () => {
  it('are for anybody once its owner opens them, say how the live version stands, and can be shown on pages of others', async () => {
    expect((await publicStory()).map(({ status }) => status)).toEqual([404, 404]);
    const opened = await client.call('PATCH', '/gantry/apps/adder', { body: { public_story: true } });
    expect(opened.status, opened.text).toBe(200);
    const [badge, feed] = await publicStory();
    expect([badge?.status, badge?.headers.get('content-type')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ]);
    expect(badge?.text).toMatch(/^<svg .*(?:checks held|checks not tried) · \d{4}-\d\d-\d\d</s);
    expect([feed?.status, feed?.headers.get('content-type')]).toEqual([
      200,
      'application/atom+xml; charset=utf-8',
    ]);
    expect(feed?.text).toContain(`<link rel="alternate" href="${liveUrl}"/>`);
    for (const answer of [badge, feed])
      expect(answer?.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });
});

const remove = (confirm: string) => client.call('DELETE', '/gantry/apps/adder', { body: { confirm } });
const isGone = async (url: string): Promise<boolean> => [404, 410].includes((await browse(url)).status);

describe('an app that its owner deletes', () => {
  it('stays as it is where its name is not typed', async () => {
    await client.refused(400, 'DELETE', '/gantry/apps/adder', { body: { confirm: 'Adder' } });
    expect(await servedDigest(client, mission.mission_id, liveUrl)).toBe(mission.artifact_sha256);
  });

  it('is served nowhere and listed apart, and nothing is built on it', async () => {
    const answer = await remove('adder');
    expect(answer.status).toBe(202);
    const days = deletedAppSchema.parse(JSON.parse(answer.text));
    expect(await remove('adder').then(({ text }) => JSON.parse(text))).toEqual(days);
    expect([await isGone(liveUrl), await isGone(mission.url)]).toEqual([true, true]);
    expect(await appsOf(client)).toEqual([]);
    expect((await publicStory()).map(({ status }) => status)).toEqual([404, 404]);
    const { apps } = await client.read(appListSchema, '/gantry/apps?deleted=1');
    expect(apps).toMatchObject([{ slug: 'adder', ...days }]);
    const extension = { body: { voice_memo: 'Add a memory' } };
    await client.refused(409, 'POST', `/gantry/missions/${mission.mission_id}/extend`, extension);
    const back = { body: { mission_id: mission.mission_id } };
    await client.refused(409, 'POST', '/gantry/apps/adder/rollback', back);
  });

  it('is live again with the same bytes at the same address once it is restored', async () => {
    const restored = await client.send(appViewSchema, 200, '/gantry/apps/adder/restore', {});
    expect(restored).toMatchObject({ slug: 'adder', live_url: liveUrl });
    expect(restored).not.toHaveProperty('deleted_at');
    expect((await publicStory()).map(({ status }) => status)).toEqual([200, 200]);
    expect(await servedDigest(client, mission.mission_id, liveUrl)).toBe(mission.artifact_sha256);
    expect(await client.send(appViewSchema, 200, '/gantry/apps/adder/restore', {})).toEqual(restored);
    expect(await appsOf(client)).toEqual([restored]);
  });
});

describe('an app whose owner edits a file', () => {
  const edit = (files: readonly object[]) => ({ body: { files } });
  const path = () => `/gantry/missions/${mission.mission_id}/edit`;

  it('has a new version that no model wrote, held to the same checks', async () => {
    const { text } = await client.call('GET', `/gantry/missions/${mission.mission_id}/files?path=index.html`);
    const files = [{ path: 'index.html', content: text.replace('</title>', ' by hand</title>') }];
    const edited = shipped(
      await whenEnded(client, await client.send(missionViewSchema, 202, path(), { files })),
    );
    expect(edited).toMatchObject({
      attempt: 0,
      app: 'adder',
      voice_memo: 'Changed by hand: index.html',
      cost: { input_tokens: 0, output_tokens: 0 },
      checks: { total: mission.checks?.total },
    });
    expect(await servedDigest(client, edited.mission_id, edited.url)).toBe(edited.artifact_sha256);
    expect(edited.tree_sha256).not.toBe(mission.tree_sha256);
    const again = await client.refused(409, 'POST', path(), edit(files));
    expect(again).toMatchObject({ code: 'newer_version', details: { mission_id: edited.mission_id } });
  });

  it('is told what is no change', async () => {
    await client.refused(400, 'POST', path(), edit([]));
    await client.refused(400, 'POST', path(), edit([{ path: 'index.html' }]));
  });
});
