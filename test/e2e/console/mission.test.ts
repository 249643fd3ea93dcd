import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, eventsOf, request, shipped, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { missionPath, patience, storyOf, useConsole } from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

/** The number of the line that stands near the top of the log. */
const lineInSight = `(() => {
  const box = document.querySelector('.virtual').getBoundingClientRect();
  const line = document.elementFromPoint(box.left + 60, box.top + 90)?.closest('.line');
  return Number(line?.querySelector('.line-number').textContent ?? Number.NaN);
})()`;

describe.skipIf(!hasBrowser)('a mission in the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    mission = shipped(
      await build(client, { voice_memo: 'Build a habit tracker with streaks and CSV export' }),
    );
  });

  it('names the first bad event of evidence that was tampered with, in red', async () => {
    const { page, close } = await inBrowser.open({
      path: missionPath(mission, '/proof'),
      client,
      prepare: (page) =>
        page.route('**/evidence', async (route) => {
          const bundle = await (await route.fetch()).json();
          bundle.events[4].message = 'Nothing to see here.';
          await route.fulfill({ json: bundle });
        }),
    });
    await page
      .getByRole('heading', { name: 'Not valid: event 5 is the first that is wrong' })
      .waitFor(patience);
    expect(await page.locator('.verdict-bad').count()).toBe(1);
    expect(await page.locator('.link-broken').getByText('Nothing to see here.').count()).toBe(1);
    expect(await page.locator('.link-holds').count()).toBe(4);
    await close();
  });

  it('hands out the bundle, and checks one from the device', async () => {
    const { page, close } = await inBrowser.open({ path: missionPath(mission, '/proof'), client });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the bundle' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const pick = (bundle: string): Promise<void> =>
      page.getByLabel('Check a bundle from this device').setInputFiles({
        name: 'bundle.json',
        mimeType: 'application/json',
        buffer: Buffer.from(bundle),
      });
    await pick(text);
    await page.getByText('Checked: the file').waitFor(patience);
    await page.getByRole('heading', { name: 'Verified' }).waitFor(patience);
    const bundle = JSON.parse(text);
    bundle.envelope.signatures[0].sig = bundle.envelope.signatures[0].sig.replace(/^..../, 'AAAA');
    await pick(JSON.stringify(bundle));
    await page.getByRole('heading', { name: 'Not valid' }).waitFor(patience);
    await pick('no JSON at all');
    await page.getByText('Not an evidence bundle').waitFor(patience);
    await close();
  });

  it('follows a mission over broken lines without losing or doubling an event, the same on two devices', async () => {
    const started = await request(client, { voice_memo: 'Build a task board with search' });
    const seqs: (string | null)[] = [];
    const [one, other] = await Promise.all([
      inBrowser.open({
        path: missionPath(started),
        client,
        prepare: async (page) => {
          let sockets = 0;
          await page.routeWebSocket(/\/gantry\/ws\//, (socket) => {
            seqs.push(new URL(socket.url()).searchParams.get('after'));
            sockets += 1;
            const server = socket.connectToServer();
            let left = sockets <= 2 ? 3 : Number.POSITIVE_INFINITY;
            server.onMessage((message) => {
              left -= 1;
              if (left >= 0) socket.send(message);
              if (left === 0) void socket.close();
            });
          });
        },
      }),
      inBrowser.open({ path: missionPath(started), client }),
    ]);
    for (const { page } of [one, other])
      await page.getByRole('link', { name: 'Open the preview' }).waitFor(patience);
    await whenEnded(client, started);
    const events = await eventsOf(client, started.mission_id);
    await one.page
      .locator('.story li')
      .nth(events.length - 1)
      .waitFor(patience);
    await other.page
      .locator('.story li')
      .nth(events.length - 1)
      .waitFor(patience);
    expect((await storyOf(one.page)).length).toBe(events.length);
    expect(await storyOf(one.page)).toEqual(await storyOf(other.page));
    expect(seqs[0]).toBe('0');
    expect(seqs.slice(1).every((after) => Number(after) > 0)).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  it('says when the device is offline, keeps what is there, and goes on when it is back', async () => {
    const { page, context, close } = await inBrowser.open({ path: missionPath(mission), client });
    await page.locator('.story li').nth(6).waitFor(patience);
    await context.setOffline(true);
    await page.getByText('This device is offline').waitFor(patience);
    expect((await storyOf(page)).length).toBeGreaterThan(5);
    await page.getByRole('link', { name: 'Apps', exact: true }).click();
    await page.getByText('Gantry does not answer').waitFor(patience);
    await context.setOffline(false);
    await page.getByText('This device is offline').waitFor({ ...patience, state: 'detached' });
    await page.getByRole('heading', { name: 'Habit tracker' }).first().waitFor(patience);
    await close();
  });

  it('holds only the lines in sight of a log of 20,000, folds it by step and finds any line', async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `[${index < 19_000 ? 'test' : 'smoke'}] line ${index + 1}`,
    );
    const { page, close } = await inBrowser.open({
      path: missionPath(mission, '/log'),
      client,
      prepare: (page) => page.route('**/log?*', (route) => route.fulfill({ body: lines.join('\n') })),
    });
    const log = page.getByLabel('Lines of the log');
    await log.getByText('line 1', { exact: true }).waitFor(patience);
    expect(await log.locator('.line').count()).toBeLessThan(150);
    for (const top of [40_000, 200_000, 399_000, 0]) {
      await log.evaluate((element, to) => element.scrollTo(0, to), top);
      const linesOff = (): Promise<number> =>
        page.evaluate<number>(lineInSight).then((line) => Math.abs(line - top / 20));
      await expect.poll(linesOff, patience).toBeLessThan(40);
      expect(await log.locator('.line').count()).toBeLessThan(150);
    }
    await page.getByLabel('Search the log').fill('LINE 19777');
    await page.getByText('1 of 1', { exact: true }).waitFor(patience);
    await log.locator('mark', { hasText: 'line 19777' }).waitFor(patience);
    await page.getByLabel('Search the log').fill('');
    await log.evaluate((element) => element.scrollTo(0, 0));
    await log.getByRole('button', { name: /^test/ }).click();
    await log.getByText('line 19001', { exact: true }).waitFor(patience);
    expect(await log.getByText('line 1', { exact: true }).count()).toBe(0);
    await close();
  });

  it('is used by keyboard alone, and keeps the focus where one is', async () => {
    const { page, close } = await inBrowser.open({ path: missionPath(mission), client });
    await page.getByRole('navigation', { name: 'Mission' }).waitFor(patience);
    await page.locator('h1:focus').waitFor(patience);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Change it');
    await page.keyboard.press('Enter');
    const wish = page.getByLabel(/What should change/);
    await wish.pressSequentially('Add a sum');
    await page.keyboard.press('Escape');
    expect(await wish.count()).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Change it');
    await page.keyboard.press('Enter');
    expect(await wish.inputValue()).toBe('Add a sum');
    await page.getByRole('button', { name: 'Skip to content' }).press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    const tab = page.getByRole('navigation', { name: 'Mission' }).getByRole('link', { name: 'Files' });
    await tab.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^main\.js/ }).waitFor(patience);
    expect(await page.locator('.tabs a:focus').textContent()).toBe('Files');
    await page.getByRole('button', { name: /^main\.js/ }).press('Enter');
    await page.getByLabel('Content of main.js').focus();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: 'Apps', exact: true }).press('Enter');
    await page.locator('h1:focus', { hasText: 'Apps' }).waitFor(patience);
    await close();
  });
});
