import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { resultsFolder } from './console-page.ts';

const folder = join(import.meta.dirname, '../../../fixtures/console-pictures');

/** The scale of the pictures: at a quarter of its size, how a browser draws a letter's edge is no difference, and a picture has 5 KB. */
export const pictureScale = 0.25;

/** How far a pixel's colour may be off, and what part of a picture may be further off than that. */
const tolerance = { colour: 0.15, share: 0.006 } as const;

/**
 * Compares a page with the picture that is kept of it; where they differ beyond the tolerance it leaves the new picture and the differences
 * in test-results/. GANTRY_KEEP_PICTURES=1 keeps what it sees as the picture.
 */
export async function comparePicture(page: Page, name: string): Promise<{ readonly isSame: boolean }> {
  const file = join(folder, `${name}.png`);
  if (process.env.GANTRY_KEEP_PICTURES === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, PNG.sync.write(await stillPicture(page)));
  }
  if (!existsSync(file)) throw new Error(`nothing is kept of ${name}: GANTRY_KEEP_PICTURES=1 keeps it`);
  const kept = PNG.sync.read(readFileSync(file));
  let seen = await stillPicture(page);
  // What loads a moment later is waited for, and only a page that stays another one is told.
  for (let tries = 0; tries < 50 && !differ(kept, seen).isSame; tries += 1) seen = await stillPicture(page);
  const { isSame, difference } = differ(kept, seen);
  if (!isSame) {
    mkdirSync(resultsFolder, { recursive: true });
    writeFileSync(join(resultsFolder, `${name}.seen.png`), PNG.sync.write(seen));
    writeFileSync(join(resultsFolder, `${name}.differs.png`), PNG.sync.write(difference));
  }
  return { isSame };
}

/** A page once two pictures of it in a row are one. */
async function stillPicture(page: Page): Promise<PNG> {
  let before: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < 20; tries += 1) {
    await page.evaluate(stillText);
    const bytes = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    if (bytes.equals(before)) break;
    before = bytes;
  }
  return PNG.sync.read(before);
}

/** Where two pictures differ, and whether that is more than browsers and fonts explain. */
export function differ(kept: PNG, seen: PNG): { readonly isSame: boolean; readonly difference: PNG } {
  const { width, height } = kept;
  if (seen.width !== width || seen.height !== height) return { isSame: false, difference: seen };
  const difference = new PNG({ width, height });
  const off = pixelmatch(kept.data, seen.data, difference.data, width, height, {
    threshold: tolerance.colour,
  });
  return { isSame: off / (width * height) <= tolerance.share, difference };
}

/** Whether letters are as wide here as where the pictures were taken: in other fonts lines break elsewhere. */
export const hasKnownFont = async (page: Page): Promise<boolean> =>
  (await page.evaluate<number>(`(() => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = '100px ui-sans-serif, system-ui, sans-serif';
    return Math.round(context.measureText('Gantry builds it').width);
  })()`)) === knownWidthPx;
const knownWidthPx = 770;

/** Puts one word for all that is another each time: moments, durations, figures of size and cost, ids; and hides what is framed or a picture. */
const stillText = `(() => {
  const moving = /just now|\\d+ (?:second|minute)s? ago|[A-Z][a-z]{2} \\d{1,2}, \\d{4}(?:, [\\d:]+.?[AP]M)?|\\d+(?:\\.\\d+)? (?:ms|s|min|KB|MB|B)\\b|\\$\\d+\\.\\d+|(?:msn|app|usr|cnv)_\\w+|[0-9a-f]{8,}|localhost:\\d+|[\\d.]+\\.\\d+\\.\\d+/g;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(moving, 'now');
  for (const part of document.querySelectorAll('iframe, img, .stage-timeline, .spending')) part.style.visibility = 'hidden';
})()`;
