import { hash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { isShot } from '../../core/wire/pod.ts';
import { afterMs, evaluateApart, withSession } from './page-session.ts';

const scales = [1, 0.5, 0.25] as const;
const shotMs = 4_000;

/** A PNG of what the page shows, at most 200 KB: smaller where it would be larger, undefined where it cannot be had. */
export async function takeShot(page: Page): Promise<Buffer | undefined> {
  for (const scale of scales) {
    const picture = await capture(page, scale);
    if (picture === undefined) return undefined;
    if (isShot(picture)) return picture;
  }
  return undefined;
}

/** A part of what is in view, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a part of the view looks like, as a digest: for telling whether anything changed. */
export async function pictureDigest(page: Page, part?: Box): Promise<string> {
  const picture = await capture(page, 1, part);
  return picture === undefined ? '' : hash('sha256', picture);
}

const mostCanvases = 4;
const canvasScript = `[...document.querySelectorAll('canvas')].slice(0, ${mostCanvases}).map((canvas) => {
  const { x, y, width, height } = canvas.getBoundingClientRect();
  return { x, y, width, height };
})`;

/** Where the page draws: its canvases that are in view. */
export async function canvasesOf(page: Page): Promise<readonly Box[]> {
  const boxes = await evaluateApart(page, canvasScript, shotMs);
  const isBox = (box: Partial<Box>): box is Box =>
    [box?.x, box?.y, box?.width, box?.height].every((side) => Number.isFinite(side)) &&
    (box.width ?? 0) >= 1 &&
    (box.height ?? 0) >= 1;
  return Array.isArray(boxes) ? boxes.slice(0, mostCanvases).filter(isBox) : [];
}

async function capture(page: Page, scale: number, part?: Box): Promise<Buffer | undefined> {
  const taking = withSession(page, async (session) => {
    const options = { format: 'png', captureBeyondViewport: false } as const;
    if (scale === 1 && part === undefined) return session.send('Page.captureScreenshot', options);
    const { cssVisualViewport: seen } = await session.send('Page.getLayoutMetrics');
    const size = part ?? { x: 0, y: 0, width: seen.clientWidth, height: seen.clientHeight };
    const clip = { ...size, x: size.x + seen.pageX, y: size.y + seen.pageY, scale };
    return session.send('Page.captureScreenshot', { ...options, clip });
  });
  const shot = await Promise.race([taking, afterMs(shotMs)]).catch(() => undefined);
  return shot === undefined ? undefined : Buffer.from(shot.data, 'base64');
}

/** Where a thing of the latest look is, or undefined where it is not in view. */
export async function boxOf(page: Page, ref: string): Promise<Box | undefined> {
  const box = await page
    .getByRef(ref)
    .boundingBox({ timeout: 1_000 })
    .catch(() => null);
  return box !== null && box.width >= 1 && box.height >= 1 ? box : undefined;
}
