import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** One picture, as PNG, and when it was taken. */
export interface Frame {
  readonly png: Buffer;
  readonly atMs: number;
}

const everyMs = 200;

/** Takes pictures of a page while something happens on it, and keeps those that differ from the one before. */
export async function film(page: Page, happen: () => Promise<void>): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  const camera = new AbortController();
  const rolling = roll(page, frames, camera.signal);
  try {
    await happen();
  } finally {
    camera.abort();
    await rolling;
  }
  frames.push({ png: await page.screenshot(), atMs: performance.now() });
  return frames;
}

async function roll(page: Page, frames: Frame[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const png = await page.screenshot();
    if (frames.at(-1)?.png.equals(png) !== true) frames.push({ png, atMs: performance.now() });
    await wait(everyMs);
  }
}
