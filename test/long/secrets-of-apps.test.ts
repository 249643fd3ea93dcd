import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appViewSchema } from '../../core/wire/http.ts';
import { secretListSchema } from '../../core/wire/secret.ts';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import type { Client } from '../e2e/rig/client.ts';
import { draftWith, testFile } from '../e2e/rig/drafts.ts';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { browse } from '../e2e/rig/live-app.ts';
import { build, shipped } from '../e2e/rig/missions.ts';
import { type Product, startProduct } from '../e2e/rig/product.ts';
import { isPodIsolated } from '../pod-image/support/pod-isolation.ts';
import { canary, Watched, type Written, whereIs, writtenBy } from './canaries.ts';

const first = canary('First');
const second = canary('Second');
const password = canary('Password');

const authors = useAuthors();
const watched = new Watched();
let product: Product;
let ana: Client;
let slug: string;
let stoppedBy = '';
const commandLines = new Set<string>();

/** Prints what it was given and answers how long that is, so that a look at it is in nobody's answer. */
const functionFile = `export default (request, response) => {
  const key = process.env.WEATHER_KEY ?? '';
  console.log('asked with ' + key + ' and ' + encodeURIComponent(key));
  response.status(200).json({ length: key.length });
};\n`;
const draft = {
  ...draftWith({
    'api/key.js': functionFile,
    'test/key.test.js': testFile(
      "import key from '../api/key.js';\ntest('has a key', () => key({}, { status: () => ({ json: ({ length }) => assert.equal(length, 0) }) }));",
    ),
  }),
  stack: 'node' as const,
};
const spec = {
  title: 'Adder',
  stack: 'node',
  features: ['Adds two numbers'],
  needs: {
    data: false,
    origins: [],
    secrets: [{ name: 'WEATHER_KEY', why: 'To ask for the weather.' }],
  },
  checks: [
    { id: 'c1', feature: 'Adds two numbers', words: 'One and two are three.', core: true, steps: ['see 3'] },
  ],
};

const liveUrl = async (): Promise<string> =>
  (await ana.read(appViewSchema, `/gantry/apps/${slug}`)).live_url ?? '';
const lengthAt = async (url: string): Promise<number> =>
  Number(JSON.parse((await browse(url, 'api/key')).bytes.toString()).length);

/** Every command line of this machine that can be read. */
function noteCommandLines(): void {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      commandLines.add(readFileSync(`/proc/${id}/cmdline`, 'utf8'));
    } catch {
      // It is gone.
    }
}

async function liveThrough(): Promise<{ readonly said: string; readonly lengths: readonly number[] }> {
  authors.on('word-keyed', (asked) => answers(asked, draft), spec);
  const mission = shipped(await build(ana, { voice_memo: 'Build word-keyed' }));
  slug = mission.app;
  await watched.readMission(ana, mission.mission_id);
  const merge = () => ana.call('POST', `/gantry/apps/${slug}/pulls/1/merge`, { body: {} });
  stoppedBy = (await merge()).text;
  const path = `/gantry/apps/${slug}/secrets/WEATHER_KEY`;
  expect((await ana.call('PUT', path, { body: { value: first } })).status).toBe(204);
  expect((await merge()).status).toBe(200);
  const watching = setInterval(noteCommandLines, 20);
  const lengths = [await lengthAt(mission.url), await lengthAt(await liveUrl())];
  await ana.call('PUT', path, { body: { value: `${second}${second}` } });
  lengths.push(await lengthAt(await liveUrl()));
  clearInterval(watching);
  await ana.call('GET', `/gantry/apps/${slug}/log`);
  await ana.call('GET', `/gantry/apps/${slug}/events`);
  await ana.call('GET', `/gantry/apps/${slug}/source.zip`);
  await ana.call('PUT', path, { body: { value: 'x'.repeat(9_000) + first } });
  return { said: mission.speech, lengths };
}

describe.skipIf(!isPodIsolated)('the secrets that owners give their apps', () => {
  let lived: Awaited<ReturnType<typeof liveThrough>>;
  let written: readonly Written[] = [];
  beforeAll(async () => {
    product = await startProduct({
      home: temporaryFolder(),
      env: { ...(await authors.env()), GANTRY_ADMIN_PASSWORD: password },
    });
    ana = await watched.signIn(product, 'admin', password);
    lived = await liveThrough();
    const asked = authors.standIn.requests.map(({ body }) => ({
      where: 'a question to the model',
      text: JSON.stringify(body),
    }));
    const files = writtenBy(product).filter(({ where }) => !where.startsWith('/app-secrets/'));
    const lines = [...commandLines].map((text) => ({ where: 'a command line', text }));
    written = [...files, ...watched.answers, ...asked, ...lines];
  });
  afterAll(async () => {
    await product?.stop();
  });

  it('are asked for when a mission has shipped, and a merge waits for them', async () => {
    expect(lived.said).toContain("Before it goes live, set WEATHER_KEY on the app's page.");
    expect(stoppedBy).toContain('secrets_missing');
  });

  it('are read by what is live and by no preview, and a new value is there at the next call', async () => {
    expect(lived.lengths).toEqual([0, first.length, 2 * second.length]);
    const { secrets } = await ana.read(secretListSchema, `/gantry/apps/${slug}/secrets`);
    expect(secrets).toMatchObject([{ name: 'WEATHER_KEY', set_by: 'admin' }]);
  });

  it('stand in the log of the app as their names', async () => {
    const { text } = await ana.call('GET', `/gantry/apps/${slug}/log`);
    expect(text).toContain('asked with [WEATHER_KEY] and [WEATHER_KEY]');
  });

  it.each([first, second])(
    '%s is in no file but the one that keeps it, in no event, prompt, answer, command line or line of output',
    (secret) => {
      expect(commandLines.size).toBeGreaterThan(10);
      expect(whereIs(secret, written)).toEqual([]);
    },
  );
});
