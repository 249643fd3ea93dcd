import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MissionView } from '../../../core/wire/mission.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { adminPassword } from '../rig/admin-password.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, eventsOf, request, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, useConsole, whenLoaded } from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

/** Nothing here measures time; a busy machine gets all it needs. */
const patience = { timeout: 60_000 };

const missionPath = ({ mission_id: id }: Pick<MissionView, 'mission_id'>, side = ''): string =>
  `/#/missions/${id}${side}`;

const storyOf = async (page: Page): Promise<readonly string[]> =>
  (await page.locator('.story li').allTextContents()).map((text) => text.replace(/^[\d.]+ (?:s|min)/, ''));

/** The number of the line that stands near the top of the log. */
const lineInSight = `(() => {
  const box = document.querySelector('.virtual').getBoundingClientRect();
  const line = document.elementFromPoint(box.left + 60, box.top + 90)?.closest('.line');
  return Number(line?.querySelector('.line-number').textContent ?? Number.NaN);
})()`;

describe.skipIf(!hasBrowser)('the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    mission = shipped(
      await build(client, { voice_memo: 'Build a habit tracker with streaks and CSV export' }),
    );
  });

  it('leads from signing in over a plan and a heal to the app and its proof', async () => {
    const { page, complaints, close } = await inBrowser.open({ path: '/' });
    await page.getByLabel('Password').fill(adminPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Message').fill('Build a habit tracker with streaks and a weekly view.');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Streaks' }).waitFor(patience);
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.getByRole('list', { name: 'Stages' }).getByText('Heal').waitFor(patience);
    await page.getByRole('link', { name: 'Open the preview' }).waitFor(patience);
    expect((await storyOf(page)).join('\n')).toMatch(/Healing \(1 of 3\)/);

    await page.getByRole('link', { name: 'Try it here' }).click();
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor(patience);
    await page.getByRole('button', { name: 'Phone' }).click();
    expect(await page.locator('iframe').evaluate((frame) => frame.clientWidth)).toBe(388);

    await page.getByRole('link', { name: 'Changes' }).click();
    await page.locator('.diff-added').first().waitFor(patience);
    await page.getByRole('link', { name: 'Proof' }).click();
    await page.getByRole('heading', { name: 'Verified' }).waitFor(patience);
    expect(complaints).toEqual([]);
    await close();
  });

  it('strikes out and adds features of a plan before anything is built', async () => {
    const { page, close } = await inBrowser.open({ path: '/#/', client });
    await page.getByLabel('Message').fill('Build a calculator with history and keyboard input.');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: /history/i }).uncheck(patience);
    await page.getByLabel('Another feature').fill('Scientific functions');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Update the plan' }).click();
    await page.getByRole('button', { name: 'Build it' }).waitFor(patience);
    const features = await page.locator('.plan-features label').allTextContents();
    expect(features.join()).toMatch(/scientific/i);
    expect(features.join()).not.toMatch(/history/i);
    expect(await page.getByRole('button', { name: /build/i }).count()).toBe(1);
    await close();
  });

  it('writes what is said where it can be mended, and sends nothing by itself', async () => {
    const { page, close } = await inBrowser.open({
      path: '/#/',
      client,
      prepare: (page) =>
        page.addInitScript(() => {
          class Heard {
            onresult?: (event: unknown) => void;
            onend?: () => void;
            start(): void {
              this.onresult?.({ results: [[{ transcript: 'build a pomodoro timer' }]] });
            }
            stop(): void {
              this.onend?.();
            }
            abort(): void {}
          }
          Reflect.set(globalThis, 'webkitSpeechRecognition', Heard);
          Reflect.set(globalThis, 'SpeechRecognition', Heard);
        }),
    });
    await page.getByRole('button', { name: 'Speak' }).click();
    expect(await page.getByLabel('Message').inputValue()).toBe('build a pomodoro timer');
    await page.getByRole('button', { name: 'Speak' }).click();
    expect(await page.locator('.turn').count()).toBe(0);
    await page.getByLabel('Message').press('End');
    await page.keyboard.type(' with sound');
    await page.keyboard.press('Enter');
    await page.getByText('build a pomodoro timer with sound').waitFor(patience);
    await close();
  });

  it('says why there is no microphone where a browser cannot listen', async () => {
    const { page, close } = await inBrowser.open({
      path: '/#/',
      client,
      prepare: (page) =>
        page.addInitScript(() => {
          for (const name of ['webkitSpeechRecognition', 'SpeechRecognition'])
            Reflect.deleteProperty(globalThis, name);
        }),
    });
    await page.getByText('this browser does not recognise speech').waitFor(patience);
    expect(await page.getByRole('button', { name: 'Speak' }).count()).toBe(0);
    await close();
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
    const events = await eventsOf(client, started.mission_id);
    await one.page
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
    await page.getByRole('button', { name: 'Try again' }).click();
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
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Extend');
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
    await close();
  });

  it('makes an API key that is shown once and works, and ends other sessions', async () => {
    const other = await signIn(product.current);
    const { page, close } = await inBrowser.open({ path: '/#/account', client });
    await page.getByLabel('Name of the new key').fill('My phone');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const key = await page.locator('.notice-good code').textContent(patience);
    const answer = await fetch(`http://127.0.0.1:${product.current.port}/gantry/missions`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(200);
    expect(await page.locator('.recipe pre').textContent()).toContain(key);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke My phone' }).waitFor(patience);
    expect(await page.getByText(String(key)).count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out elsewhere' }).click();
    await page.getByRole('button', { name: 'End all others' }).click();
    await page
      .getByRole('button', { name: 'Sign out elsewhere' })
      .waitFor({ ...patience, state: 'detached' });
    expect((await other.call('GET', '/gantry/me')).status).toBe(401);
    expect((await client.call('GET', '/gantry/me')).status).toBe(200);
    await close();
  });

  it('calls a route from the reference and shows what came back', async () => {
    const { page, complaints, close } = await inBrowser.open({ path: '/docs', client });
    const route = page.getByRole('article', { name: 'GET /gantry/status/{mission_id}' });
    await route.getByText('Try it').click();
    await route.getByLabel('mission_id').fill(mission.mission_id);
    await route.getByRole('button', { name: 'Call it' }).click();
    await route.getByText('200 OK').waitFor(patience);
    expect(await route.locator('pre').textContent()).toContain('"status": "DEPLOYED"');
    expect(complaints).toEqual([]);
    await close();
  });

  it('merges, goes live, and goes back to the version before', async () => {
    const { page, close } = await inBrowser.open({ path: `/#/apps/${mission.app}`, client });
    const merge = async (): Promise<void> => {
      await page.getByRole('link', { name: /Review and merge/ }).click();
      await page.getByRole('button', { name: 'Merge and go live' }).click(patience);
      await page.getByRole('heading', { name: 'Merged and live' }).waitFor(patience);
      await page.goto(`http://localhost:${product.current.port}/#/apps/${mission.app}`);
    };
    await merge();
    await page.getByText('Live now').waitFor(patience);
    const extended = await client.call('POST', `/gantry/missions/${mission.mission_id}/extend`, {
      body: { voice_memo: 'Add statistics' },
    });
    const { mission_id: second } = JSON.parse(extended.text);
    await client.call('GET', `/gantry/status/${second}?wait=120`);
    await page.reload();
    await merge();
    await page.getByRole('button', { name: /^Roll back/ }).click(patience);
    await page.getByRole('button', { name: 'Put this version live' }).click();
    await page.getByText(/^Rolled back; live at/).waitFor(patience);
    await close();
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)('has no barriers on any screen in %s at %i px', async (colorScheme, width) => {
    const sides = ['', '/log', '/files', '/changes', '/tests', '/app', '/proof'];
    const paths = [
      '/#/',
      '/#/missions',
      '/#/missions?q=nothing+has+this',
      '/#/missions/msn_00000000000000000000000000',
      ...sides.map((side) => missionPath(mission, side)),
      '/#/apps',
      `/#/apps/${mission.app}`,
      '/#/account',
      '/#/nowhere',
      `/pulls/admin/${mission.app}/1`,
    ];
    const { page, close } = await inBrowser.open({
      path: '/docs',
      client,
      context: { colorScheme, viewport: { width, height: 800 } },
    });
    const found: string[] = [];
    const check = async (path: string): Promise<void> => {
      await whenLoaded(page);
      found.push(...(await findBarriers(page)).map((barrier) => `${path} ${barrier}`));
      const px = await overflowPx(page);
      if (px > 0) found.push(`${path} is ${px} px too wide`);
    };
    await check('/docs');
    for (const path of paths) {
      await page.goto(`http://localhost:${product.current.port}${path}`);
      await check(path);
    }
    expect(found).toEqual([]);
    await close();
  });

  it('signs in through an identity provider with what only this tab knows', async () => {
    const { origin } = new URL(`http://localhost:${product.current.port}`);
    const code = 'c'.repeat(43);
    let challenge: string | null = null;
    const { page, close } = await inBrowser.open({
      path: '/',
      prepare: async (page) => {
        await page.route('**/gantry/oidc/login*', (route) => {
          challenge = new URL(route.request().url()).searchParams.get('challenge') ?? challenge;
          return route.fulfill({ status: 302, headers: { location: `${origin}/#oidc=${code}` } });
        });
        await page.route('**/gantry/oidc/session', (route) => {
          const { verifier, code: redeemed } = route.request().postDataJSON();
          expect(redeemed).toBe(code);
          expect(createHash('sha256').update(verifier).digest('hex')).toBe(challenge);
          const user = { id: client.userId, username: 'admin', role: 'admin' };
          return route.fulfill({
            json: { token: client.token, expires_at: '2100-01-01T00:00:00.000Z', user, speech: '' },
          });
        });
      },
    });
    await page.getByText('Other ways to sign in').click();
    await page.getByRole('button', { name: 'Continue with your identity provider' }).click(patience);
    await page.getByRole('heading', { name: 'What should we build?' }).waitFor(patience);
    expect(page.url()).not.toContain(code);
    await close();
  });

  it.each(['light', 'dark'] as const)(
    'has no barriers where a stranger signs in, in %s',
    async (colorScheme) => {
      const { page, complaints, close } = await inBrowser.open({ path: '/', context: { colorScheme } });
      await page.getByLabel('Password').waitFor(patience);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});
