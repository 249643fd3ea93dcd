import type { SourceFile } from '../wire/draft.ts';
import type { Finding } from '../wire/policy.ts';
import { notAllowed } from './package-rules.ts';
import { isBuiltIn } from './read/builtin-modules.ts';
import { isPythonLibrary } from './read/python-modules.ts';
import type { Reference } from './read/read-module.ts';
import type { ReadSource } from './read/read-source.ts';
import { reachedFrom, targetsOf } from './shipped-files.ts';

interface Imported {
  readonly stack: string;
  readonly files: readonly SourceFile[];
  readonly read: ReadonlyMap<string, ReadSource>;
  readonly allowed: readonly string[];
}

/** Configuration of tools, which nothing reads. */
const isConfiguration = (path: string): boolean => /^[^/]+\.config\.[cm]?[jt]s$/.test(path);

/** Judges what sources import beside their own files: only packages of the stack and what the engine brings; functions no packages at all. */
export function judgeImports(draft: Imported): Finding[] {
  const paths = new Set(draft.files.map(({ path }) => path));
  const mapped = new Set([...draft.read.values()].flatMap((source) => source.mapped ?? []));
  const isFunction = functionTest(draft, paths);
  return [...draft.read].flatMap(([path, { references }]) => {
    if (isConfiguration(path)) return [];
    return references
      .filter(({ isImport, specifier }) => isImport && !mapped.has(specifier))
      .flatMap((reference) => {
        const judge = isFunction(path) ? judgeInFunction : judgeInApp;
        return judge({ path, reference, paths, allowed: draft.allowed, stack: draft.stack });
      });
  });
}

/** Node's functions run as they are; all that they import does so too. */
function functionTest({ stack, read }: Imported, paths: ReadonlySet<string>): (path: string) => boolean {
  const start = stack === 'node' ? [...paths].filter((path) => /^api\/.+\.m?[jt]s$/.test(path)) : [];
  const functions = reachedFrom(start, paths, read);
  return (path) => functions.has(path);
}

interface Import {
  readonly path: string;
  readonly reference: Reference;
  readonly paths: ReadonlySet<string>;
  readonly allowed: readonly string[];
  readonly stack: string;
}

function judgeInApp({ path, reference, paths, allowed, stack }: Import): Finding[] {
  const { specifier } = reference;
  if (stack === 'node' && isAlias(specifier)) return [];
  return isOwn(path, specifier, paths) ? [] : judgeBare(path, reference, allowed);
}

/** What a build and our loader of tests lead to `src/`; an engine by itself knows no such name. */
const isAlias = (specifier: string): boolean => specifier.startsWith('@/');

function judgeInFunction({ path, reference, paths }: Import): Finding[] {
  const { specifier } = reference;
  if (!isOwn(path, specifier, paths) && !isAlias(specifier)) return judgeBare(path, reference, []);
  return !isAlias(specifier) && isPlainModule(path, specifier, paths)
    ? []
    : [{ ...functionImport, path, line: reference.line }];
}

const functionImport = {
  rule: 'function-import',
  severity: 'fix',
  why: 'Functions run as they were written: they import files of JavaScript or TypeScript without JSX, by their whole name with its ending.',
} as const;

/** An address, a path, or a Python module that stands in the tree. */
function isOwn(path: string, specifier: string, paths: ReadonlySet<string>): boolean {
  if (isPythonFile(path)) return specifier.startsWith('.') || standsIn(path, specifier, paths);
  return /^(?:\.{0,2}\/|(?!node:)[a-z]+:)/i.test(specifier);
}

const isPythonFile = (path: string): boolean => /\.pyw?$/i.test(path);

/** Python's packages need no file of their own: a folder is one. */
function standsIn(from: string, module: string, paths: ReadonlySet<string>): boolean {
  const [first] = module.split('.') as [string];
  return targetsOf(from, first).some(
    (target) =>
      paths.has(target) || [...paths].some((path) => path.startsWith(target.replace(/__init__\.py$/, ''))),
  );
}

function judgeBare(path: string, { specifier, line }: Reference, allowed: readonly string[]): Finding[] {
  const isKnown = isPythonFile(path) ? isPythonLibrary(specifier) : isBuiltIn(specifier);
  const name = packageOf(path, specifier);
  if (isKnown || allowed.includes(name)) return [];
  return [{ rule: 'package-not-allowed', severity: 'fix', why: notAllowed(name, allowed), path, line }];
}

/** `@a/b/c.js` is of the package `@a/b`; Python's is the first name. */
function packageOf(path: string, specifier: string): string {
  if (isPythonFile(path)) return (specifier.split('.') as [string])[0];
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isPlainModule(from: string, specifier: string, paths: ReadonlySet<string>): boolean {
  const [exact = ''] = targetsOf(from, specifier);
  // As TypeScript writes it: the name that the module will have.
  const found = [exact, exact.replace(/\.(m?)js$/, '.$1ts')].find((path) => paths.has(path)) ?? '';
  return /\.(?:cjs|m?[jt]s|json)$/.test(found) && !/^(?:test|public)\//.test(found);
}
