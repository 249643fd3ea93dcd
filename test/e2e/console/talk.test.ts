import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { specViewSchema } from '../../../core/wire/http.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { adminPassword } from '../rig/admin-password.ts';
import { type Client, signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { patience, storyOf, useConsole } from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;

/** The words of the checks that a mission is held to, once they are agreed. */
async function whenAgreed(missionId: string): Promise<readonly string[]> {
  const path = `/gantry/missions/${missionId}/spec`;
  await expect.poll(async () => (await client.call('GET', path)).status, patience).toBe(200);
  return (await client.read(specViewSchema, path)).spec.checks.map(({ words }) => words);
}

describe.skipIf(!hasBrowser)('talking to the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it('leads from signing in over a plan and a heal to the app and its proof', async () => {
    const { page, complaints, close } = await inBrowser.open({ path: '/' });
    await page.getByLabel('Password').fill(adminPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Message').fill('Build a habit tracker with streaks and a weekly view.');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Streaks' }).waitFor(patience);
    await page.getByRole('button', { name: 'Build it' }).click();
    const mission = page.getByRole('article', { name: /^Mission/ });
    await mission.getByRole('list', { name: 'Stages' }).getByText('Heal').waitFor(patience);
    const head = page.locator('.work-head');
    await head.getByText('Preview', { exact: true }).waitFor(patience);
    expect(page.url()).toMatch(/#\/talk\/cnv_/);
    expect(await mission.textContent()).toMatch(/5 of 5 work/);

    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor(patience);
    await page.getByRole('button', { name: 'Phone' }).click();
    expect(await page.locator('iframe').evaluate((frame) => frame.clientWidth)).toBe(388);

    const sides = page.getByRole('navigation', { name: 'App' });
    await sides.getByRole('link', { name: 'Changes' }).click();
    await page.locator('.diff-added').first().waitFor(patience);
    await sides.getByRole('link', { name: 'Proof' }).click();
    await page.getByRole('heading', { name: 'Verified' }).waitFor(patience);
    await mission.getByRole('link', { name: /^Details/ }).click();
    await page.locator('.story li').first().waitFor(patience);
    expect((await storyOf(page)).join('\n')).toMatch(/Heal 1 begins/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('strikes out and adds features of a plan before anything is built', async () => {
    const { page, close } = await inBrowser.open({ path: '/#/talk', client });
    await page.getByLabel('Message').fill('Build a calculator with history and keyboard input.');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'History', exact: true }).uncheck(patience);
    await page.getByLabel('Another feature').fill('Scientific functions');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Update the plan' }).press('Enter');
    await page.getByRole('button', { name: 'Build it' }).waitFor(patience);
    await page.locator('.plan:focus').waitFor(patience);
    const features = await page.locator('.plan-features label').allTextContents();
    expect(features.join()).toMatch(/scientific/i);
    expect(features.join()).not.toMatch(/history/i);
    expect(await page.getByRole('button', { name: /build/i }).count()).toBe(1);
    await close();
  });

  it('builds without a check that was struck, and keeps one at least', async () => {
    const { page, close } = await inBrowser.open({ path: '/#/talk', client });
    await page.getByLabel('Message').fill('Build a pomodoro timer with dark mode.');
    await page.keyboard.press('Enter');
    const checks = page.getByRole('group', { name: 'Tried in a browser before you get it' });
    await checks.getByRole('checkbox').first().waitFor(patience);
    const words = await checks.locator('label').allTextContents();
    expect(words.length).toBeGreaterThan(2);
    const boxes = await checks.getByRole('checkbox').all();
    for (const box of boxes.slice(1)) await box.uncheck();
    expect(await boxes[0]?.isDisabled()).toBe(true);
    for (const box of boxes.slice(2)) await box.check();
    expect(await boxes[0]?.isDisabled()).toBe(false);
    await page.getByRole('button', { name: 'Build it' }).press('Enter');
    const details = page.getByRole('article', { name: /^Mission/ }).getByRole('link', { name: /^Details/ });
    const missionId = /msn_\w+/.exec((await details.getAttribute('href', patience)) ?? '')?.[0] ?? '';
    const agreed = await whenAgreed(missionId);
    expect(agreed).not.toContain(words[1]);
    expect(agreed).toContain(words[0]);
    await close();
  });

  it('writes what is said where it can be mended, and sends nothing by itself', async () => {
    const { page, close } = await inBrowser.open({
      path: '/#/talk',
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
      path: '/#/talk',
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
});
