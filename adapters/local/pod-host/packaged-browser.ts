import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import * as z from 'zod';

const manifestSchema = z.object({ version: z.string().regex(/^[\w.-]+$/) });

/** Where the package keeps its archives; undefined where it is not installed, or its browser cannot run. */
function installedPackage(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  } catch {
    return undefined;
  }
}

/**
 * The headless shell of the npm package `@sparticuz/chromium`, unpacked into the home once a version (210 MB, 2 s): for a machine with only Node
 * and npm. Undefined where the package is not installed. Nothing of the package's own code runs: it would unpack to a place in /tmp that anybody
 * may have filled before.
 */
export async function packagedBrowser(
  home: string,
  folder: string | undefined = installedPackage(),
): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const place = join(home, 'browser', manifestSchema.parse(manifest).version);
  const program = join(place, 'chromium-headless-shell');
  if (existsSync(program)) return program;
  await unpack(join(folder, 'bin'), place).catch((error: unknown) => {
    // Another process of this home may have been quicker, and have taken this one's attempt away.
    if (!existsSync(program)) throw error;
  });
  return program;
}

/** Whole or not at all; what earlier versions and broken attempts left is taken away. */
async function unpack(bin: string, place: string): Promise<void> {
  const all = dirname(place);
  const unfinished = `${place}.${randomUUID()}`;
  await mkdir(unfinished, { recursive: true });
  await unpackFile(join(bin, 'chromium.br'), join(unfinished, 'chromium-headless-shell'));
  await unpackArchive(join(bin, 'swiftshader.tar.br'), unfinished);
  // For machines that have no NSS, and no fonts.
  await unpackArchive(join(bin, 'al2023.tar.br'), join(unfinished, 'lib'));
  await unpackArchive(join(bin, 'fonts.tar.br'), join(unfinished, 'fonts'));
  await writeFile(join(unfinished, 'fonts.conf'), fontsConfiguration);
  await rename(unfinished, place);
  const others = (await readdir(all)).filter((name) => name !== basename(place));
  for (const name of others) await rm(join(all, name), { recursive: true, force: true });
}

const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>/tmp/fonts-cache</cachedir>
</fontconfig>
`;

/** Others than who unpacks it may run it: pods do as users of their own. */
const unpackFile = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));

/** Its files, flat: folders within an archive mean nothing here, and lead nowhere. */
async function unpackArchive(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = extract();
  const unpacked = pipeline(createReadStream(from), createBrotliDecompress(), entries);
  unpacked.catch(() => undefined);
  for await (const entry of entries) {
    if (entry.header.type !== 'file') entry.resume();
    else await pipeline(entry, createWriteStream(join(to, basename(entry.header.name)), { mode: 0o755 }));
  }
  await unpacked;
}
