import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { onlyTreeAndImage } from './only-tree-and-image.ts';

/** Styles that a build hands to whatever package of that name it finds. */
const otherStyles = /\.(?:less|sass|scss|styl|stylus|sss)$/i;

/**
 * All of the configuration: a `vite.config`, a PostCSS or TypeScript configuration or an `.env` of the app would be its code and its words
 * in the build, so none is read.
 */
const fixed = (root: string): InlineConfig => ({
  root,
  configFile: false,
  envDir: false,
  tsconfig: join(import.meta.dirname, 'build-tsconfig.json'),
  logLevel: 'info',
  clearScreen: false,
  // Not `browser`: the app's manifest could swap one module for another by it.
  resolve: { mainFields: ['module', 'jsnext:main', 'jsnext'] },
  cacheDir: join(process.env.TMPDIR ?? '/tmp', 'vite'),
  css: { postcss: { plugins: [] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [onlyTreeAndImage(root)],
});

/** Builds a node app's page; its functions are no matter of a build, they ship as they were written. */
async function buildPage(root: string, outDir: string): Promise<void> {
  const other = readdirSync(root, { recursive: true, encoding: 'utf8' }).find((path) =>
    otherStyles.test(path),
  );
  if (other !== undefined) throw new Error(`${other} is not built here: write plain CSS`);
  await build({ ...fixed(root), build: { outDir, emptyOutDir: false, reportCompressedSize: false } });
}

await buildPage(process.argv[2] ?? '', process.argv[3] ?? '');
