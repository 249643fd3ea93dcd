import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Packages with native parts, which no bundler can take in, and what they need when they run: they travel beside the bundle, prebuilt. */
const nativePackages: Readonly<Record<string, readonly string[]>> = {
  argon2: ['@phc/format', 'node-gyp-build'],
};
/** Sources and tools of such a package, and platforms that Lambda has not; x64 stays for emulators. */
const leftOut =
  /^\/(argon2|binding\.gyp|argon2\.cpp)(\/|$)|^\/prebuilds\/(?!linux-(arm64|x64))|\.(md|map|d\.cts)$/;

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  // Stack traces name our lines; the sources themselves stay out of the asset.
  sourcemap: 'linked',
  sourcesContent: false,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // The SDK's own module builds are smaller, and what they leave out is left out.
  mainFields: ['module', 'main'],
  external: Object.keys(nativePackages),
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // CommonJS packages inside an ES module still ask for `require`.
  banner: {
    js: "import{createRequire as gantryRequire}from'node:module';const require=gantryRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** The folders of functions/ that are Lambdas. */
export const functionFolders = (): string[] =>
  readdirSync(join(root, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(({ name }) => name)
    .sort();

/** Bundles every function into `<outDir>/<folder>/index.mjs`, with what cannot be bundled beside it, and answers what went in. */
export function bundleFunctions(outDir: string, folders: readonly string[] = functionFolders()): Metafile {
  rmSync(outDir, { recursive: true, force: true });
  const entryPoints = Object.fromEntries(
    folders.map((folder) => [`${folder}/index`, `functions/${folder}/handler.ts`]),
  );
  const { metafile } = buildSync({ ...options, entryPoints, outdir: outDir });
  for (const folder of folders) copyNativePackages(metafile, join(outDir, folder));
  return metafile;
}

function copyNativePackages(metafile: Metafile, bundleDir: string): void {
  const output = Object.entries(metafile.outputs).find(
    ([path]) => join(root, path) === join(bundleDir, 'index.mjs'),
  );
  const imported = new Set(output?.[1].imports.filter(({ external }) => external).map(({ path }) => path));
  for (const [name, dependencies] of Object.entries(nativePackages)) {
    if (!imported.has(name)) continue;
    for (const each of [name, ...dependencies]) copyPackage(each, bundleDir);
  }
}

function copyPackage(name: string, bundleDir: string): void {
  const folder = join(root, 'node_modules', name);
  cpSync(folder, join(bundleDir, 'node_modules', name), {
    recursive: true,
    filter: (path) => !leftOut.test(path.slice(folder.length)),
  });
}
