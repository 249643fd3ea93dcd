import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { jsxSourceOf, sourcePaths } from './app-sources.ts';
import { type TypeError as Found, readTypeErrors, sayTypeErrors } from './type-errors.ts';
import { vercelNodeTypes } from './vercel-node-types.ts';

const require = createRequire(import.meta.url);
const scratch = process.env.TMPDIR ?? '/tmp';
/** Soft: the compiler collects its garbage rather than pass it, and a pod has 512 MB. */
const memoryTarget = '320MiB';

/** What runs on Node: there `setTimeout` gives an object, and in a page a number. */
const isOnServer = (path: string): boolean => /^(?:api|test)\//.test(path);

/** What a page has of Node's: the one variable that a build replaces. */
const pageGlobals = 'declare const process: { readonly env: { readonly NODE_ENV: string } };\n';

/** The app's own tsconfig.json is not read: what it says would be the app's, and where it is missing nothing would be checked. */
function compilerOptions(root: string) {
  return {
    ...{ target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable'], module: 'esnext' },
    ...{ moduleResolution: 'bundler', allowImportingTsExtensions: true, resolveJsonModule: true },
    ...{ strict: true, isolatedModules: true, allowJs: true, skipLibCheck: true, noEmit: true },
    ...{ jsx: 'react-jsx', jsxImportSource: jsxSourceOf(root) },
    paths: { '@/*': [join(root, 'src/*')] },
  };
}

/** One run of the compiler; its configuration lies in the scratch folder, so that nothing of it comes from the app. */
function check(
  root: string,
  name: 'page' | 'server',
  {
    paths,
    types,
    declared = [],
  }: { readonly paths: readonly string[]; readonly types: object; readonly declared?: readonly string[] },
): readonly Found[] {
  const project = join(scratch, `gantry-types-${name}.json`);
  const vite = dirname(require.resolve('vite/package.json'));
  const files = [join(vite, 'client.d.ts'), ...declared, ...paths.map((path) => join(root, path))];
  const text = JSON.stringify({ compilerOptions: { ...compilerOptions(root), ...types }, files });
  writeFileSync(project, text);
  const { stdout, stderr, status, signal, error } = spawnSync(
    compiler(),
    ['--project', project, '--pretty', 'false', '--singleThreaded'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { GOMEMLIMIT: memoryTarget, TMPDIR: scratch },
    },
  );
  const found = readTypeErrors(stdout);
  if (status === 0 || found.length > 0) return found;
  throw error ?? new Error(`the compiler ended with ${signal ?? status}: ${stdout}${stderr}`);
}

/** The program itself, which its package finds for this machine. */
function compiler(): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const place = createRequire(require.resolve('typescript/package.json')).resolve(platform);
  return join(dirname(place), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
}

function checkPage(root: string, paths: readonly string[]): readonly Found[] {
  // Packages that ask for Node's types find these in their place.
  const typeRoots = join(scratch, 'gantry-page-types');
  mkdirSync(join(typeRoots, 'node'), { recursive: true });
  writeFileSync(join(typeRoots, 'node/index.d.ts'), pageGlobals);
  return check(root, 'page', { paths, types: { typeRoots: [typeRoots], types: ['node'] } });
}

function checkServer(root: string, paths: readonly string[]): readonly Found[] {
  const typeRoots = dirname(dirname(require.resolve('@types/node/package.json')));
  const declared = join(scratch, 'gantry-vercel-node.d.ts');
  writeFileSync(declared, vercelNodeTypes);
  const types = { typeRoots: [typeRoots], types: ['node'] };
  const found = check(root, 'server', { paths, types, declared: [declared] });
  return found.filter(({ path }) => isOnServer(path));
}

/** Checks all TypeScript of an app without running any of it, and prints what is wrong as its author would read it. */
function checkTypes(root: string): void {
  const all = sourcePaths(root, /\.(?:[cm]?ts|tsx)$/).filter(
    (path) => !/^[^/]+\.config\.[cm]?ts$/.test(path),
  );
  const server = all.filter(isOnServer);
  const page = all.filter((path) => !isOnServer(path));
  const found = [
    ...(page.length > 0 ? checkPage(root, page) : []),
    ...(server.length > 0 ? checkServer(root, server) : []),
  ];
  if (found.length === 0) return;
  process.stderr.write(`${sayTypeErrors(root, found)}\n`);
  process.exitCode = 1;
}

checkTypes(resolve(process.argv[2] ?? ''));
