import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { startGantry } from '../local/compose.ts';
import { readEnvironment } from '../local/environment.ts';
import { buildWeb } from './build-web.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const password = 'screenshots only';
const longestMs = 60_000;

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** Brings the page to what the picture is to show. */
  readonly act?: (page: Page) => Promise<void>;
}

/** Builds two apps in a Gantry of its own and takes a picture of every screen for the README: `node --conditions=gantry-local scripts/take-screenshots.ts`. */
async function main(): Promise<void> {
  await buildWeb();
  const home = mkdtempSync(join(tmpdir(), 'gantry-screenshots-'));
  const environment = readEnvironment({ PORT: '0', GANTRY_HOME: home, GANTRY_ADMIN_PASSWORD: password });
  const gantry = await startGantry(environment, () => undefined);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const token = await signIn(gantry.origin);
    const habits = await build(gantry.origin, token, 'Build a habit tracker with streaks and CSV export.');
    await build(gantry.origin, token, 'Build a calculator with history and keyboard input.');
    for (const shot of shotsOf(habits)) await take(browser, { origin: gantry.origin, token }, shot);
  } finally {
    await browser.close();
    await gantry.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function shotsOf(missionId: string): readonly Shot[] {
  const mission = `/#/missions/${missionId}`;
  return [
    { name: 'talk', path: '/#/' },
    { name: 'plan', path: '/#/', act: proposePlan },
    { name: 'missions', path: '/#/missions' },
    { name: 'mission', path: mission },
    { name: 'mission-phone', path: mission, scheme: 'dark', width: 390, height: 844 },
    { name: 'log', path: `${mission}/log`, scheme: 'dark' },
    { name: 'files', path: `${mission}/files`, scheme: 'dark' },
    { name: 'changes', path: `${mission}/changes` },
    { name: 'tests', path: `${mission}/tests` },
    { name: 'app', path: `${mission}/app`, act: showPhone },
    { name: 'proof', path: `${mission}/proof` },
    { name: 'apps', path: '/#/apps' },
    { name: 'app-history', path: '/#/apps/habit-tracker' },
    { name: 'pull-request', path: '/pulls/admin/habit-tracker/1' },
    { name: 'account', path: '/#/account' },
    { name: 'docs', path: '/docs', act: openTry },
  ];
}

async function proposePlan(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pomodoro timer/ }).click();
  await page.getByRole('button', { name: 'Build it' }).waitFor({ timeout: longestMs });
}

async function showPhone(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Phone' }).click();
  await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor({ timeout: longestMs });
}

async function openTry(page: Page): Promise<void> {
  const route = page.getByRole('article', { name: 'POST /gantry/architect' });
  await route.getByText('Try it').click();
  await route.scrollIntoViewIfNeeded();
}

async function take(
  browser: Browser,
  { origin, token }: { readonly origin: string; readonly token: string },
  { name, path, scheme = 'light', width = 1_280, height = 800, act }: Shot,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const session = JSON.stringify(JSON.stringify({ token, username: 'admin' }));
  await page.addInitScript(
    `if (location.origin === ${JSON.stringify(origin)}) sessionStorage.setItem('gantry.session', ${session});`,
  );
  await page.goto(origin + path, { timeout: longestMs });
  await page.locator('h1').first().waitFor({ timeout: longestMs });
  await page.waitForLoadState('networkidle', { timeout: longestMs });
  await page.locator('.skeleton').first().waitFor({ state: 'detached', timeout: longestMs });
  await act?.(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}

async function signIn(origin: string): Promise<string> {
  const { token } = await post(`${origin}/gantry/auth`, undefined, { password });
  if (typeof token !== 'string') throw new Error('The sign-in gave no token.');
  return token;
}

async function build(origin: string, token: string, voiceMemo: string): Promise<string> {
  const mission = await post(`${origin}/gantry/architect`, token, { voice_memo: voiceMemo });
  if (typeof mission.mission_id !== 'string' || mission.status !== 'DEPLOYED')
    throw new Error(`The mission ended ${String(mission.status)}: ${JSON.stringify(mission.failure)}`);
  return mission.mission_id;
}

async function post(
  url: string,
  token: string | undefined,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(130_000),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

await main();
