import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const dependenciesOf = (manifest: string): string[] =>
  Object.keys(JSON.parse(readFileSync(join(root, manifest), 'utf8')).dependencies);

const pages = ['shell/console', 'pull/pull', 'docs/docs'].map((page) => `web/${page}.tsx`);

/** The packages that a program imports, also late. */
async function packagesOf(...entryPoints: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    bundle: true,
    write: false,
    metafile: true,
    outdir: '/none',
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['gantry-local'],
    loader: { '.css': 'empty' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const names = imports.flatMap(({ path, external }) =>
    external && !path.startsWith('node:')
      ? [
          path
            .split('/')
            .slice(0, path.startsWith('@') ? 2 : 1)
            .join('/'),
        ]
      : [],
  );
  return [...new Set(names)].sort();
}

// NODE_ENV=production, or npm's omit=dev, leaves devDependencies out.
it.each([
  ['npm start', ['scripts/generate-texts.ts', 'scripts/build-web.ts', ...pages, 'local/main.ts']],
  ['npm run gantry', ['local/cli.ts']],
  ['npm run verify', ['scripts/verify.ts']],
])('%s needs nothing that an installation for production leaves out', async (_command, entryPoints) => {
  const needed = await packagesOf(...entryPoints);
  expect(needed.length).toBeGreaterThan(0);
  const installed = dependenciesOf('package.json');
  expect(needed.filter((name) => !installed.includes(name))).toEqual([]);
});

it('a pod needs nothing that its own package does not bring', async () => {
  const needed = await packagesOf('pod-image/main.ts', 'pod-image/call-main.ts');
  const installed = dependenciesOf('pod-image/package.json');
  expect(needed.filter((name) => !installed.includes(name))).toEqual([]);
});
