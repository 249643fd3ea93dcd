import { beforeAll, describe, expect, it } from 'vitest';
import { viewOf } from '../../web/mission-frames.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, missionPath, overflowPx, patience, useConsole } from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;

describe.skipIf(!hasBrowser)('home', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it('shows a newcomer what to start from and how to connect a model', async () => {
    const { page, complaints, close } = await inBrowser.open({ path: '/', client });
    await page.getByRole('heading', { name: 'Start from one of these' }).waitFor(patience);
    await page.getByRole('button', { name: 'Ollama' }).click();
    await page.getByText('OPENAI_BASE_URL=http://localhost:11434/v1').waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: /^Calculator/ }).click();
    await page.getByRole('button', { name: 'Build it' }).waitFor(patience);
    expect(page.url()).toMatch(/#\/talk\/cnv_/);
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor(patience);
    await page.getByText('A plan waits for your yes').waitFor(patience);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows the apps with their pictures, and finds them by keyboard alone', async () => {
    const mission = shipped(await build(client, { voice_memo: 'Build a habit tracker with streaks' }));
    const asked: string[] = [];
    const { page, close } = await inBrowser.open({
      path: '/',
      client,
      prepare: async (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname)),
    });
    await page.getByRole('link', { name: /^Habit tracker/ }).waitFor(patience);
    const lists = ['/gantry/apps', '/gantry/missions', '/gantry/conversations'];
    // One list of each kind, whatever is on it; a list is read again where a mission has ended since.
    for (const list of lists) expect(asked.filter((path) => path === list).length, list).toBeLessThan(3);
    expect(asked.filter((path) => /^\/gantry\/(apps|conversations|chat)\//.test(path))).toEqual([]);
    if (mission.picture_sha256 !== undefined) await page.locator('.home-app img').first().waitFor(patience);
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: /^Search/ });
    await field.pressSequentially('hab tra');
    await page.getByRole('option', { name: /^Habit tracker/, selected: true }).waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached', ...patience });
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Message');
    await page.keyboard.press('Control+k');
    await field.pressSequentially('habit');
    await page.getByRole('option', { name: /^Habit tracker/, selected: true }).waitFor(patience);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`#/apps/${mission.app}`), patience);
    await close();
  });

  it('lists the shortcuts, lets those of one key be switched off, and keeps that', async () => {
    const { page, close } = await inBrowser.open({ path: '/#/apps', client });
    await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor(patience);
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Search').waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByLabel('Shortcuts of a single key').uncheck();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('m');
    await page.reload();
    await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor(patience);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await dialog.getByLabel('Shortcuts of a single key').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'Missions', level: 1 }).waitFor(patience);
    await close();
  });

  it('looks as it was chosen, also after a reload and in other tabs', async () => {
    const { page, context, close } = await inBrowser.open({ path: '/', client });
    const ground = (): Promise<string> =>
      page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor(patience);
    expect(await ground()).toBe(dark);
    const other = await context.newPage();
    await other.goto(`http://localhost:${product.current.port}/docs`);
    await page.getByRole('radio', { name: 'Light' }).check({ force: true });
    await other.locator('html[data-theme="light"]').waitFor({ ...patience, state: 'attached' });
    await close();
  });

  it('tells how a heal went: what failed, what it changed, what each attempt took', async () => {
    const mission = shipped(await build(client, { voice_memo: 'Build a habit tracker with a weekly view' }));
    const { page, close } = await inBrowser.open({
      path: missionPath(mission),
      client,
      context: { viewport: { width: 320, height: 700 } },
    });
    await expect.poll(() => page.title(), patience).toBe('Ready · Habit tracker · Gantry');
    const story = page.getByRole('region', { name: 'How it was healed' });
    const lanes = story.locator('.heal-story > li');
    await lanes.first().getByText('Failed', { exact: true }).waitFor(patience);
    await lanes.nth(1).getByText('Works', { exact: true }).waitFor(patience);
    await story.getByRole('rowheader', { name: 'Heal 1' }).waitFor(patience);
    await lanes.nth(1).getByText('What it changed').click();
    await lanes.nth(1).locator('.diff-added').first().waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await close();
  });

  it('notifies whoever asked for it when a mission ends', async () => {
    const { page, close } = await inBrowser.open({
      path: '/#/account',
      client,
      prepare: async (page) => {
        await page.context().grantPermissions(['notifications']);
        await page.addInitScript(() => {
          const told: string[] = [];
          class Told {
            static permission = 'granted';
            static requestPermission = async () => 'granted';
            constructor(title: string) {
              told.push(title);
            }
          }
          Object.assign(globalThis, { Notification: Told, told });
        });
        // What ran when it was looked at first has ended when it is looked at again.
        let looks = 0;
        await page.route('**/gantry/missions?limit=20', (route) => {
          looks += 1;
          const mission = viewOf(looks === 1 ? 'BUILDING' : 'DEPLOYED', { app: 'habit-tracker' });
          return route.fulfill({ json: { missions: [mission], next_cursor: null } });
        });
      },
    });
    await page.clock.install();
    await page.reload();
    await page.getByLabel('Notify me when a mission ends').check(patience);
    await expect
      .poll(async () => {
        await page.clock.runFor(10_000);
        return page.evaluate('told');
      }, patience)
      .toContain('Ready: habit-tracker');
    await close();
  });
});
