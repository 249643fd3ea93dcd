import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

interface Icon {
  readonly name: string;
  readonly size: number;
  readonly background?: string;
}

/** The icons of core/pod/made-icons.ts. Phones show what is transparent in the last one as black. */
const icons: readonly Icon[] = [
  { name: 'icon-192.png', size: 192 },
  { name: 'icon-512.png', size: 512 },
  { name: 'apple-touch-icon.png', size: 180, background: 'white' },
];
/** What an artifact may hold of one. */
const maximumBytes = 200_000;

/**
 * Draws an app's `icon.svg` as the PNGs that phones ask for, into the artifact. What draws has no files, no network and no fonts: a picture that
 * the icon refers to stays blank. An icon that cannot be drawn is said, and the page is built without.
 */
export async function makeIcons(root: string, outDir: string): Promise<void> {
  const path = ['public/icon.svg', 'icon.svg'].find((name) => existsSync(join(root, name)));
  if (path === undefined) return;
  await initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const icon = readFileSync(join(root, path));
  try {
    // Within another picture a broken one is blank.
    new Resvg(icon);
    for (const each of icons) writeFileSync(join(outDir, each.name), draw(icon, each));
  } catch (error) {
    process.stdout.write(
      `${path} was not drawn as an icon: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    for (const { name } of icons) rmSync(join(outDir, name), { force: true });
  }
}

/** The icon in the middle of a square, whatever its own shape. */
const inSquare = (icon: Buffer): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><image width="1" height="1" href="data:image/svg+xml;base64,${icon.toString('base64')}"/></svg>`;

function draw(icon: Buffer, { size, background }: Icon): Uint8Array {
  const fitTo = { mode: 'width', value: size } as const;
  const options = { fitTo, ...(background !== undefined && { background }) };
  const png = new Resvg(inSquare(icon), options).render().asPng();
  if (png.length <= maximumBytes) return png;
  throw new Error(`a picture of ${size} pixels takes over ${maximumBytes} bytes`);
}
