import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { jsxSourceOf, sourcePaths } from './app-sources.ts';
import { makeIcons } from './make-icons.ts';
import { onlyTreeAndImage } from './only-tree-and-image.ts';
import { tailwindStyles } from './tailwind-styles.ts';

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
  resolve: {
    // Not `browser`: the app's manifest could swap one module for another by it.
    mainFields: ['module', 'jsnext:main', 'jsnext'],
    alias: [{ find: /^@\//, replacement: `${join(root, 'src')}/` }],
  },
  cacheDir: join(process.env.TMPDIR ?? '/tmp', 'vite'),
  css: { postcss: { plugins: [] } },
  oxc: { jsx: { runtime: 'automatic', importSource: jsxSourceOf(root) } },
  plugins: [onlyTreeAndImage(root), tailwindStyles(root)],
});

/** A package of a thousand icons is read as far as it is used; a mark for servers in a package's file is nobody's business here. */
const bundling = (root: string): NonNullable<InlineConfig['build']>['rolldownOptions'] => ({
  input: pagesOf(root),
  experimental: { lazyBarrel: true },
  checks: { moduleLevelDirective: false },
});

/** Every page that the app has; what lies in public/ goes along as it is. */
const pagesOf = (root: string): string[] =>
  sourcePaths(root, /\.html$/)
    .filter((path) => !/^(?:public|tests?|dist)\//.test(path))
    .map((path) => join(root, path));

/** Builds a node app's page; its functions are no matter of a build, they ship as they were written. */
async function buildPage(root: string, outDir: string): Promise<void> {
  const [other] = sourcePaths(root, otherStyles);
  if (other !== undefined) throw new Error(`${other} is not built here: write plain CSS, or Tailwind`);
  await build({
    ...fixed(root),
    build: { outDir, emptyOutDir: false, reportCompressedSize: false, rolldownOptions: bundling(root) },
  });
  await makeIcons(root, outDir);
}

await buildPage(process.argv[2] ?? '', process.argv[3] ?? '');
