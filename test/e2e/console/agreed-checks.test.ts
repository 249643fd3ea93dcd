import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { specViewSchema } from '../../../core/wire/http.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import {
  findBarriers,
  missionPath,
  overflowPx,
  patience,
  useConsole,
  whenLoaded,
} from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
const png = readFileSync(join(import.meta.dirname, '../../../docs/screenshots/mission.png'));
const shotSha256 = 'c'.repeat(64);
let client: Client;
let mission: ReturnType<typeof shipped>;
let words: readonly string[];

/** The page of a mission whose second check failed; what came out of it is the API's to say, and said here in its place. */
async function showFailure(page: Page, retries: unknown[]): Promise<void> {
  await page.route('**/spec?*', async (route) => {
    const view = specViewSchema.parse(await (await route.fetch()).json());
    const outcomes = view.spec.checks.map(({ id }, index) =>
      index === 1
        ? { id, outcome: 'failed', step: 1, reason: 'wrong', shot_sha256: shotSha256 }
        : { id, outcome: 'held' },
    );
    await route.fulfill({ json: { ...view, outcomes } });
  });
  await page.route(`**/shots/${shotSha256}`, (route) => {
    expect(route.request().headers().authorization).toBe(`Bearer ${client.token}`);
    return route.fulfill({ body: png, contentType: 'image/png' });
  });
  await page.route('**/retry', (route) => {
    retries.push(route.request().postDataJSON());
    return route.fulfill({ status: 202, json: mission });
  });
}

describe.skipIf(!hasBrowser)('what was agreed, in the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    mission = shipped(await build(client, { voice_memo: 'Build a task board with search' }));
    const view = await client.read(specViewSchema, `/gantry/missions/${mission.mission_id}/spec`);
    words = view.spec.checks.map((check) => check.words);
    expect(words.length).toBeGreaterThan(1);
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)(
    'has what does not work first, with its picture, and no barriers, in %s at %i px',
    async (colorScheme, width) => {
      const { page, complaints, close } = await inBrowser.open({
        path: missionPath(mission),
        client,
        context: { colorScheme, viewport: { width, height: 800 } },
        prepare: (page) => showFailure(page, []),
      });
      await whenLoaded(page);
      const failing = page.getByRole('region', { name: 'What does not work' });
      await failing.getByText(`${words.length - 1} of ${words.length} work`).waitFor(patience);
      expect(await failing.locator('.failing-checks li').count()).toBe(1);
      const picture = failing.getByRole('img', { name: words[1] ?? '' });
      await picture.waitFor(patience);
      expect(await picture.evaluate((image): number => Reflect.get(image, 'naturalWidth'))).toBeGreaterThan(
        0,
      );
      expect(await findBarriers(page)).toEqual([]);
      expect(await overflowPx(page)).toBeLessThanOrEqual(0);
      expect(await failing.textContent()).not.toMatch(/waive|accept|origin/i);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('is fixed, or done without, by a mission that goes on from this one', async () => {
    const retries: unknown[] = [];
    const { page, close } = await inBrowser.open({
      path: missionPath(mission),
      client,
      prepare: (page) => showFailure(page, retries),
    });
    await page.getByRole('button', { name: 'Fix it' }).press('Enter', patience);
    await expect.poll(() => retries.length, patience).toBe(1);
    await page.getByRole('button', { name: `Do without it: ${words[1]}` }).press('Enter', patience);
    await expect.poll(() => retries, patience).toEqual([{}, { waive: ['c2'] }]);
    await close();
  });

  it('is put right in the words of whoever says that a check is wrong, which lose nothing', async () => {
    const { page, close } = await inBrowser.open({
      path: missionPath(mission),
      client,
      prepare: (page) => showFailure(page, []),
    });
    await page.getByRole('button', { name: 'Change it' }).click(patience);
    const wish = page.getByLabel(/What should change/);
    await wish.fill('Add a sum.');
    await page.getByRole('button', { name: `The check is wrong: ${words[1]}` }).press('Enter');
    await page.locator('textarea:focus').waitFor(patience);
    const said = await wish.inputValue();
    expect(said.startsWith('Add a sum.\nThe check “')).toBe(true);
    expect(said).toContain((words[1] ?? '').replace(/[.]$/, ''));
    await close();
  });
});
