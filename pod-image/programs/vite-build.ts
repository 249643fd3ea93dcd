import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type InlineConfig } from 'vite';

/**
 * All of the configuration: a `vite.config`, a PostCSS configuration or an `.env` of the app would be its code and its words in the build,
 * so none is read.
 */
const fixed = (root: string): InlineConfig => ({
  root,
  configFile: false,
  envDir: false,
  logLevel: 'info',
  clearScreen: false,
  cacheDir: join(process.env.TMPDIR ?? '/tmp', 'vite'),
  css: { postcss: { plugins: [] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});

/** Builds a node app: the page by Vite, each `api/*.js` into one file of its own. */
async function buildApp(root: string, outDir: string): Promise<void> {
  await build({ ...fixed(root), build: { outDir, emptyOutDir: false, reportCompressedSize: false } });
  const functions = listFunctions(join(root, 'api'));
  for (const file of functions) await buildFunction(root, file, outDir);
  // Tells the host of the functions that they are ES modules.
  if (functions.length > 0) writeFileSync(join(outDir, 'package.json'), '{"type":"module","private":true}\n');
}

const listFunctions = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^[a-z0-9][\w-]*\.js$/i.test(name))
        .map((name) => join(folder, name))
    : [];

/** Modules that a function shares with the page are not shipped beside it, so they are bundled in. */
async function buildFunction(root: string, file: string, outDir: string): Promise<void> {
  await build({
    ...fixed(root),
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: file,
      outDir: join(outDir, 'api'),
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: basename(file), codeSplitting: false } },
    },
  });
}

await buildApp(process.argv[2] ?? '', process.argv[3] ?? '');
