import gifenc from 'gifenc';
import type { Page } from 'playwright-core';
import type { Frame } from './film.ts';

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const colors = 255;
const holdMs = 3_500;

/** Makes one GIF that repeats for ever; no frame stays shorter or longer than `delayMs` says, but the last, which is held. */
export async function encodeGif(
  page: Page,
  frames: readonly Frame[],
  delayMs: { readonly least: number; readonly most: number },
): Promise<Uint8Array> {
  const pictures: Pixels[] = [];
  for (const frame of frames) pictures.push(await decode(page, frame.png));
  const palette = [...gifenc.quantize(sample(pictures), colors, { format: 'rgb565' }), [0, 0, 0]];
  const transparentIndex = palette.length - 1;
  const visible = palette.slice(0, transparentIndex);
  const encoder = gifenc.GIFEncoder();
  for (const [at, { rgba, width, height }] of pictures.entries()) {
    const index = gifenc.applyPalette(rgba, visible, 'rgb565');
    const before = pictures[at - 1];
    if (before !== undefined) fadeUnchanged(index, before.rgba, rgba, transparentIndex);
    const lastsMs = (frames[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) - (frames[at]?.atMs ?? 0);
    encoder.writeFrame(index, width, height, {
      ...(at === 0 && { palette }),
      transparent: at > 0,
      transparentIndex,
      dispose: 1,
      delay: Number.isFinite(lastsMs) ? Math.min(Math.max(lastsMs, delayMs.least), delayMs.most) : holdMs,
    });
  }
  encoder.finish();
  return encoder.bytes();
}

/** What stayed as it was is transparent, which compresses to almost nothing. */
function fadeUnchanged(index: Uint8Array, before: Uint8Array, now: Uint8Array, transparent: number): void {
  const [old, next] = [new Uint32Array(before.buffer), new Uint32Array(now.buffer)];
  for (let at = 0; at < index.length; at += 1) if (old[at] === next[at]) index[at] = transparent;
}

/** Every seventh pixel of some frames, which is enough to choose colors from. */
function sample(pictures: readonly Pixels[]): Uint8Array {
  const some = pictures.filter((_, at) => at % 8 === 0 || at === pictures.length - 1);
  const all: number[] = [];
  for (const { rgba } of some) {
    const pixels = new Uint32Array(rgba.buffer);
    for (let at = 0; at < pixels.length; at += 7) all.push(pixels[at] ?? 0);
  }
  return new Uint8Array(Uint32Array.from(all).buffer);
}

/** Lets the browser decode a PNG, so that no other decoder is needed. */
async function decode(page: Page, png: Buffer): Promise<Pixels> {
  const url = `data:image/png;base64,${png.toString('base64')}`;
  const { width, height, base64 } = await page.evaluate<{ width: number; height: number; base64: string }>(
    `(${decodeInBrowser})(${JSON.stringify(url)})`,
  );
  return { width, height, rgba: Uint8Array.from(Buffer.from(base64, 'base64')) };
}

/** Text, because these names are the browser's and unknown here. */
const decodeInBrowser = `async (url) => {
  const image = await createImageBitmap(await (await fetch(url)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768)
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  return { width: image.width, height: image.height, base64: btoa(text) };
}`;
