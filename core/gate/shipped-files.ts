import type { SourceFile } from '../wire/draft.ts';
import type { ReadSource } from './read/read-source.ts';

interface Sources {
  readonly stack: string;
  readonly files: readonly SourceFile[];
  readonly read: ReadonlyMap<string, ReadSource>;
}

/** Where a stack keeps what does not ship. */
const testFolder = (stack: string): RegExp => (stack === 'python' ? /^tests?\// : /^test\//);

/** A file's path as rules see it that leave tests in peace. */
export const shippedPath = (path: string): string => path.replace(/^tests?\//, '');

/** The files of the tests that shipped code loads, over however many others: they ship, whatever their folder is called. */
export function testFilesThatShip({ stack, files, read }: Sources): ReadonlySet<string> {
  const tests = testFolder(stack);
  const paths = new Set(files.map(({ path }) => path));
  const shipped = [...paths].filter((path) => !tests.test(path));
  return new Set([...reachedFrom(shipped, paths, read)].filter((path) => tests.test(path)));
}

/** Files of the app and all that they load, directly or not. */
export function reachedFrom(
  start: readonly string[],
  paths: ReadonlySet<string>,
  read: Sources['read'],
): ReadonlySet<string> {
  const reached = new Set(start);
  // A set goes on over what is added while it is walked.
  for (const path of reached) {
    const references = read.get(path)?.references ?? [];
    const targets = references.flatMap(({ specifier }) => targetsOf(path, specifier));
    for (const target of targets) if (paths.has(target)) reached.add(target);
  }
  return reached;
}

/** What an import may stand for: as it is, with an ending left out, or a folder's index. */
const scriptEndings = [
  '',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.ts',
  '.mts',
  '.tsx',
  '.json',
  '/index.js',
  '/index.ts',
  '/index.jsx',
  '/index.tsx',
];

/** The paths of the app that a specifier in a file may lead to; none for a package or another origin. */
export function targetsOf(from: string, specifier: string): string[] {
  if (/\.pyw?$/.test(from)) return pythonTargets(from, specifier);
  // `@/` is the app's own `src/` wherever something is built.
  const path = specifier.replace(/[?#].*$/s, '').replace(/^@\//, '/src/');
  if (!/^\.{0,2}\//.test(path) || path.startsWith('//')) return [];
  const base = resolve(path.startsWith('/') ? '' : folderOf(from), path);
  // TypeScript is imported by the name that it will have.
  const written = [base, base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')];
  return written.flatMap((name) => scriptEndings.map((ending) => name + ending));
}

/** `a.b` is `a/b.py` or a folder of that name, seen from the app's root, its api folder or, with dots, from where it is written. */
function pythonTargets(from: string, module: string): string[] {
  const dots = module.length - module.replace(/^\.+/, '').length;
  const name = module.slice(dots).replaceAll('.', '/');
  const bases = dots === 0 ? ['', folderOf(from)] : [resolve(folderOf(from), '../'.repeat(dots - 1))];
  return bases.flatMap((base) => {
    const path = resolve(base, name);
    return [`${path}.py`, resolve(path, '__init__.py')];
  });
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Joins paths as addresses are: what climbs over the root stays there. */
function resolve(folder: string, path: string): string {
  const segments: string[] = [];
  for (const segment of `${folder}/${path}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
