import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { askFor, whenPreviewed } from './pictures/build-in-console.ts';
import { patience, withOwnGantry } from './pictures/own-gantry.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const wide = { width: 1_280, height: 800 };
const phone = { width: 390, height: 844 };

/** Builds two apps in the console of a Gantry of its own and takes the pictures of docs/: `node --conditions=gantry-local scripts/take-screenshots.ts`. */
async function main(): Promise<void> {
  await withOwnGantry(async (gantry) => {
    const page = await gantry.open('/', { viewport: wide });
    await askFor(page, 'Build a calculator with history and keyboard input.');
    await page.getByRole('button', { name: 'Build it' }).click(patience);
    await whenPreviewed(page);
    await page.getByRole('link', { name: 'Home' }).click();
    await askFor(page, 'Build a habit tracker with streaks and CSV export.');
    await page.getByRole('button', { name: 'Build it' }).waitFor(patience);
    await take(page, 'plan');
    await page.getByRole('button', { name: 'Build it' }).click();
    await whenPreviewed(page);
    await takeApp(page);
    await takeMission(page);
    await takeRest(page);
  });
}

/** The workspace of the app that was built last. */
async function takeApp(page: Page): Promise<void> {
  await page.frameLocator('iframe').getByRole('button', { name: 'Try with sample data' }).click(patience);
  await take(page, 'workspace');
  await showSide(page, 'Checks');
  await page.getByRole('heading', { name: 'What was agreed' }).waitFor(patience);
  await take(page, 'checks');
  await page.emulateMedia({ colorScheme: 'dark' });
  await showSide(page, 'Files');
  await page.getByRole('button', { name: 'Edit index.html' }).waitFor(patience);
  await take(page, 'files');
  await showSide(page, 'App');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Talk', exact: true }).click(patience);
  await take(page, 'phone');
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Its mission, which was healed once. */
async function takeMission(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Details' }).click(patience);
  await page.getByRole('heading', { level: 1 }).waitFor(patience);
  await take(page, 'mission');
}

async function takeRest(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Home' }).click(patience);
  await page.getByRole('heading', { level: 1 }).waitFor(patience);
  await take(page, 'home');
}

async function showSide(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'App' })
    .getByRole('link', { name, exact: true })
    .click(patience);
}

/** The workspace keeps asking how the app is, so its network is never idle; what it shows is still after this. */
const settlingMs = 1_500;

async function take(page: Page, name: string): Promise<void> {
  await page
    .locator('.skeleton')
    .first()
    .waitFor({ ...patience, state: 'detached' });
  await wait(settlingMs);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

await main();
