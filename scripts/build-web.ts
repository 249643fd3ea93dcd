import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const webFolder = join(root, 'web');
const outFolder = join(webFolder, 'dist');
const stampName = '.built-from';

/** What the pages are made of besides web/: the libraries' versions, and this very file. */
const otherSources: readonly string[] = ['package-lock.json', 'scripts/build-web.ts'];

/** The bytes that the pages depend on, as one hash; the proof's checks are core's own, so all of core counts. */
function hashSources(): string {
  const hash = createHash('sha256');
  const names = ['web', 'core'].flatMap(filesIn).filter((name) => !name.startsWith(join('web', 'dist')));
  for (const name of [...names, ...otherSources].sort()) {
    const bytes = readFileSync(join(root, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/**
 * Builds web/ into web/dist, unless what is there was made from the same sources: then it takes a few milliseconds. `built` tells which. Vite is
 * loaded only to build, so an installation without it runs on pages that were built before.
 */
export async function buildWeb(): Promise<{ readonly folder: string; readonly built: boolean }> {
  const stamp = hashSources();
  const stampFile = join(outFolder, stampName);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp)
    return { folder: outFolder, built: false };
  const { build } = await import('vite');
  // Made beside and moved into place, so that whoever serves or builds at the same time never sees half of it.
  const workFolder = mkdtempSync(join(root, 'node_modules', '.gantry-web-'));
  const made = join(workFolder, 'dist');
  await build({
    configFile: false,
    root: webFolder,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    build: {
      outDir: made,
      emptyOutDir: true,
      target: 'es2022',
      // The content policy knows no data: scripts or styles, and an inlined file could not be cached by itself.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: ['index.html', 'pull/index.html', 'docs/index.html'].map((page) => join(webFolder, page)),
      },
    },
  });
  writeFileSync(join(made, stampName), stamp);
  moveIntoPlace(made, join(workFolder, 'before'));
  rmSync(workFolder, { recursive: true });
  return { folder: outFolder, built: true };
}

function moveIntoPlace(made: string, before: string): void {
  try {
    if (existsSync(outFolder)) renameSync(outFolder, before);
    renameSync(made, outFolder);
  } catch (error) {
    // Somebody else moved the same pages there between the two; theirs are as good.
    if (!existsSync(join(outFolder, stampName))) throw error;
  }
}

if (import.meta.main) await buildWeb();
