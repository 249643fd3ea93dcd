import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { askFor, whenPreviewed } from './pictures/build-in-console.ts';
import { encodeGif } from './pictures/encode-gif.ts';
import { film } from './pictures/film.ts';
import { patience, withOwnGantry } from './pictures/own-gantry.ts';

const file = join(import.meta.dirname, '..', 'docs', 'screenshots', 'tour.gif');
const mostBytes = 2 * 1024 * 1024;
const viewport = { width: 1_200, height: 740 };
/** So that one can read what is new before the next thing happens. */
const readingMs = 1_500;

/** Records the moving picture of the README, an app from a sentence to live: `node --conditions=gantry-local scripts/record-tour.ts`. */
async function main(): Promise<void> {
  await withOwnGantry(async (gantry) => {
    const page = await gantry.open('/', { viewport });
    await page.getByRole('heading', { level: 1 }).waitFor(patience);
    const frames = await film(page, () => tour(page));
    const blank = await page.context().browser()?.newPage();
    if (blank === undefined) throw new Error('The browser has gone.');
    const gif = await encodeGif(blank, frames, { least: 120, most: readingMs });
    if (gif.length > mostBytes) throw new Error(`${gif.length} bytes are more than a README may show.`);
    writeFileSync(file, gif);
  });
}

async function tour(page: Page): Promise<void> {
  await askFor(page, 'Build a habit tracker with streaks.', 90);
  const build = page.getByRole('button', { name: 'Build it' });
  await build.waitFor(patience);
  await wait(readingMs);
  await build.click();
  await whenPreviewed(page);
  await wait(readingMs);
  await page.getByRole('button', { name: /^Merge/ }).click(patience);
  await page.getByRole('button', { name: 'Merge and go live' }).click(patience);
  await page.locator('.work-head .badge').getByText('Live', { exact: true }).waitFor(patience);
  await page.getByRole('link', { name: 'Open the app' }).waitFor(patience);
  await page.frameLocator('iframe').getByRole('button', { name: 'Try with sample data' }).click(patience);
}

await main();
