import { posix } from 'node:path';
import type { SourceFile } from '../../core/wire/draft.ts';
import type { PodBundle, PodReport } from '../../core/wire/pod.ts';
import type { StepResult } from '../programs/step-result.ts';
import { isShippedCode } from './coverage.ts';

type Tests = NonNullable<PodReport['tests']>;

const relativeImport = /(['"`])((?:\.{1,2}|@)\/[^'"`\n]{1,300})\1/g;
const pythonImport =
  /^[ \t]{0,80}(?:from[ \t]{1,9}([\w.]{1,200})[ \t]{1,9}import[ \t]{1,9}|import[ \t]{1,9})([^\n]{1,300})/gm;
const pythonName = /\bimport_module\([ \t]{0,9}['"]([\w.]{1,200})['"]/g;
const pythonFile = /['"]([^'"\n]{1,300}\.py)['"]/g;
const guessedEndings = ['', '.js', '.mjs', '.ts', '.jsx', '.tsx', '/index.js', '/index.ts'];

/**
 * The tests of files that import something of the app, by themselves or through another file of the tests; others count nothing, pass as
 * they may. A failure counts wherever it is.
 */
export function testsOfApp(
  { files }: Pick<PodBundle, 'files'>,
  { tests, files: counts = [] }: Pick<StepResult, 'tests' | 'files'>,
): Tests | undefined {
  if (tests === undefined) return undefined;
  const counting = filesThatImport(files);
  const counted = counts.filter(({ path }) => counting.has(path));
  const sum = (outcome: 'passed' | 'skipped'): number =>
    counted.reduce((total, file) => total + file[outcome], 0);
  const [passed, { failed }] = [sum('passed'), tests];
  const titles = tests.titles.filter(
    ({ file, outcome }) => outcome === 'failed' || (file !== undefined && counting.has(file)),
  );
  return {
    total: passed + failed + sum('skipped'),
    passed,
    failed,
    titles: titles.map(({ title, outcome }) => ({ title, outcome })),
  };
}

/** Paths outside what ships from which an import leads to a module that does. */
function filesThatImport(files: readonly SourceFile[]): ReadonlySet<string> {
  const targets = new Map(files.map((file) => [file.path, importsOf(file, files)]));
  const found = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [path, imported] of targets) {
      if (imported.some((target) => isShippedCode(target) || found.has(target))) found.add(path);
    }
  }
  return found;
}

function importsOf({ path, content }: SourceFile, files: readonly SourceFile[]): string[] {
  if (isShippedCode(path)) return [];
  if (path.endsWith('.py')) return pythonImports(content, files);
  const known = new Set(files.map((file) => file.path));
  return [...content.matchAll(relativeImport)].flatMap(([, , specifier = '']) => {
    const plain = specifier.replace(/[?#].*/, '');
    const base = posix.normalize(
      plain.startsWith('@') ? plain.replace('@', 'src') : posix.join(posix.dirname(path), plain),
    );
    return guessedEndings.map((ending) => base + ending).filter((target) => known.has(target));
  });
}

/** A module is known by the end of its name too: tests put folders of the app on the path. */
function pythonImports(content: string, files: readonly SourceFile[]): string[] {
  const names = [
    ...[...content.matchAll(pythonImport)].flatMap(([, from, list = '']) => namesOf(from, list)),
    ...[...content.matchAll(pythonName)].map(([, name = '']) => name),
    ...[...content.matchAll(pythonFile)].map(([, file = '']) => posix.basename(file, '.py')),
  ].map((name) => `.${name.replace(/^\.+/, '')}`);
  const wanted = new Set(names);
  return files
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.py') && endings(path).some((name) => wanted.has(name)));
}

function namesOf(from: string | undefined, list: string): string[] {
  const names = list.split(/[,()\s]/).filter((name) => /^[\w.]{1,200}$/.test(name));
  return from === undefined ? names : [from, ...names.map((name) => `${from}.${name}`)];
}

/** `.hello` and `.api.hello` for api/hello.py. */
function endings(path: string): string[] {
  const segments = path.replace(/(?:\/__init__)?\.py$/, '').split('/');
  return segments.map((_, index) => `.${segments.slice(index).join('.')}`);
}
