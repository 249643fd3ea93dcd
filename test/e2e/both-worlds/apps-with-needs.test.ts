import { beforeAll, describe, expect, it } from 'vitest';
import { appViewSchema, pullSchema } from '../../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../../core/wire/mission.ts';
import { hasBubblewrap } from '../../pod-image/support/has-bubblewrap.ts';
import { answers, says, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { browse } from '../rig/live-app.ts';
import { build, shipped, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { realDrafts } from '../rig/real-drafts.ts';
import { keepsLinks, shortenerSpec, writesShortener } from '../rig/shortener.ts';

const none = { data: false, secrets: [], origins: [] };

if (!hasBubblewrap) console.warn('SKIPPED: no function is served, for want of bubblewrap');

describe.skipIf(!hasBubblewrap)('an app that needs more than its files', { timeout: 240_000 }, () => {
  const authors = useAuthors();
  const product = useProduct({
    env: async () => ({ ...(await authors.env()), GANTRY_ISOLATION: 'bubblewrap', GANTRY_BROWSER: 'none' }),
  });
  let client: Client;
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  const checkOf = (feature: string, ...steps: readonly string[]) => ({
    id: 'c1',
    feature,
    words: 'It answers.',
    core: true,
    steps: [...steps],
  });

  async function merged(slug: string, mission: MissionView): Promise<string> {
    const number = mission.pr_url?.match(/(\d+)$/)?.[1];
    await client.send(pullSchema, 200, `/gantry/apps/${slug}/pulls/${number}/merge`, {});
    return (await client.read(appViewSchema, `/gantry/apps/${slug}`)).live_url ?? '';
  }

  it('shortens links for everybody and counts each click, once its links are kept in a database', async () => {
    authors.on('A URL shortener', writesShortener, { ...shortenerSpec, needs: none });
    const first = shipped(await build(client, { voice_memo: 'A URL shortener with click counts' }));
    authors.on('Keep the links', keepsLinks, shortenerSpec);
    const extended = await client.send(
      missionViewSchema,
      202,
      `/gantry/missions/${first.mission_id}/extend`,
      { voice_memo: 'Keep the links for everybody' },
    );
    const mission = shipped(await whenEnded(client, extended));
    const live = await merged(mission.app, mission);
    const link = { url: 'https://example.com/page', alias: 'our-page' };
    const make = () => browse(live, '/api/links', { method: 'POST', body: link });
    expect((await make()).status).toBe(201);
    expect((await make()).status).toBe(409);
    for (let visitor = 0; visitor < 2; visitor += 1)
      expect(await browse(live, '/api/go?c=our-page')).toMatchObject({ status: 302, location: link.url });
    const { bytes } = await browse(live, '/api/links?codes=our-page');
    expect(JSON.parse(bytes.toString()).links).toMatchObject([{ code: 'our-page', clicks: 2 }]);
    // What a preview was told is its own.
    expect((await browse(mission.url, '/api/go?c=our-page')).status).toBe(404);
  });

  it('may be called from its pages at the origins that were agreed, and at no other', async () => {
    const draft = realDrafts().find(({ name }) => name === 'weather-open-meteo');
    const origins = ['https://api.open-meteo.com', 'https://geocoding-api.open-meteo.com'];
    const spec = {
      title: 'Weather',
      stack: 'static',
      features: ['Weather of a city'],
      needs: {
        data: false,
        secrets: [],
        origins: origins.map((origin) => ({ origin, by: 'page', why: 'It has the weather.' })),
      },
      checks: [checkOf('Weather of a city', 'open /', 'see Weather')],
    };
    authors.on('Weather page', (asked) => says(asked, draft?.text ?? ''), spec);
    const mission = shipped(await build(client, { voice_memo: 'Weather page with a forecast' }));
    for (const url of [mission.url, await merged(mission.app, mission)]) {
      const { contentPolicy } = await browse(url);
      const connections = /connect-src ([^;]*)/.exec(contentPolicy)?.[1]?.split(' ') ?? [];
      expect(connections.toSorted()).toEqual(["'self'", ...origins].toSorted());
    }
  });

  it('is given its secret where it is live, and nobody reads that back', async () => {
    const secret = 'a secret for functions alone';
    const length =
      'export const GET = () => Response.json({ length: process.env.SHOP_TOKEN?.length ?? 0 });\n';
    const lengthTest =
      "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { GET } from '../api/length.js';\ntest('a secret is in the environment', async () => assert.equal((await GET().json()).length, 0));\n";
    const spec = {
      title: 'Shop',
      stack: 'node',
      features: ['Adds two numbers'],
      needs: { data: false, secrets: [{ name: 'SHOP_TOKEN', why: 'To ask the shop.' }], origins: [] },
      checks: [checkOf('Adds two numbers', 'call GET /api/length expect 200 holds length')],
    };
    const draft = {
      ...draftWith({ 'api/length.js': length, 'test/length.test.js': lengthTest }, 'shop'),
      stack: 'node' as const,
    };
    authors.on('A shop with a token', (asked) => answers(asked, draft), spec);
    const mission = shipped(await build(client, { voice_memo: 'A shop with a token' }));
    const path = '/gantry/apps/shop/secrets';
    const set = await client.call('PUT', `${path}/SHOP_TOKEN`, { body: { value: secret } });
    expect(set.status, set.text).toBeLessThan(300);
    const live = await merged('shop', mission);
    expect(JSON.parse((await browse(live, '/api/length')).bytes.toString())).toEqual({
      length: secret.length,
    });
    const listed = await client.call('GET', path);
    expect(listed.text).toContain('SHOP_TOKEN');
    const evidence = await client.call('GET', `/gantry/missions/${mission.mission_id}/evidence`);
    const events = await client.call('GET', `/gantry/missions/${mission.mission_id}/events`);
    for (const { text } of [listed, evidence, events]) expect(text).not.toContain(secret);
  });
});
