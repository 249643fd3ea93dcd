import { cpSync, readdirSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { build } from 'esbuild';
import PQueue from 'p-queue';

const root = join(import.meta.dirname, '..');

/** Packages with native parts, which no bundler can take in, and what they need when they run: they travel beside the bundle, prebuilt. */
const nativePackages: Readonly<Record<string, readonly string[]>> = {
  argon2: ['@phc/format', 'node-gyp-build'],
};
/** Sources and tools of such a package, and platforms that Lambda has not; x64 stays for emulators. */
const leftOut =
  /^\/(argon2|binding\.gyp|argon2\.cpp)(\/|$)|^\/prebuilds\/(?!linux-(arm64|x64))|\.(md|map|d\.cts)$/;

/**
 * Node's own modules by `require`: an `import` asks each of a module's exports for its value at once, and what `node:http` answers with loads
 * all of undici, 35 ms that no function of ours needs.
 */
const requiresBuiltins: Plugin = {
  name: 'requires-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return kind === 'import-statement' ? { path, namespace: 'builtin' } : { path, external: true };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** Leaves out what only ports that the function has not would load later: esbuild keeps a file for each `import()`, also for one that it drops. */
const leavesOutAllBut = (files: ReadonlySet<string>): Plugin => ({
  name: 'leaves-out',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import' || files.has(relative(root, join(resolveDir, path)))) return undefined;
      return { path, external: true };
    });
  },
});

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // The SDK's own module builds are smaller, and what they leave out is left out.
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': './infra/lambda-credentials.ts' },
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

/** Bundles every function into `<outDir>/<folder>/index.mjs` and the parts that it loads later, with what cannot be bundled beside them. */
export async function bundleFunctions(
  outDir: string,
  folders: readonly string[] = functionFolders(),
): Promise<void> {
  rmSync(outDir, { recursive: true, force: true });
  const filesOf = await findFiles(folders);
  // Each build keeps its sources in memory for as long as it runs.
  const queue = new PQueue({ concurrency: availableParallelism() });
  await queue.addAll(
    folders.map((folder) => () => bundleFunction(folder, join(outDir, folder), filesOf(folder))),
  );
}

/** One build a function: a Lambda is given its own folder and nothing of another's. */
async function bundleFunction(folder: string, bundleDir: string, files: ReadonlySet<string>): Promise<void> {
  const { metafile } = await build({
    ...options,
    entryPoints: { index: handlerOf(folder) },
    outdir: bundleDir,
    plugins: [requiresBuiltins, leavesOutAllBut(files)],
    // What is asked for by `import()` is a file of its own, which is not even parsed until then.
    splitting: true,
    chunkNames: '[hash]',
    // Stack traces name our lines; the sources themselves stay out of the asset.
    sourcemap: 'linked',
    sourcesContent: false,
  });
  copyNativePackages(metafile, bundleDir);
}

const handlerOf = (folder: string): string => `functions/${folder}/handler.ts`;

/** The files that each function is made of, now or later. Bundled as one piece each, since only then does esbuild drop an `import()` that nothing asks. */
async function findFiles(folders: readonly string[]): Promise<(folder: string) => ReadonlySet<string>> {
  const { metafile } = await build({
    ...options,
    entryPoints: folders.map(handlerOf),
    outdir: root,
    plugins: [requiresBuiltins],
    write: false,
  });
  const outputs = Object.values(metafile.outputs);
  return (folder) =>
    new Set(Object.keys(outputs.find(({ entryPoint }) => entryPoint === handlerOf(folder))?.inputs ?? {}));
}

function copyNativePackages(metafile: Metafile, bundleDir: string): void {
  const outputs = Object.values(metafile.outputs);
  const imported = new Set(
    outputs.flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path)),
  );
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
