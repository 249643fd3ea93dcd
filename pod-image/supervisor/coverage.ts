import { posix } from 'node:path';
import type { SourceFile } from '../../core/wire/draft.ts';
import type { PodBundle, PodReport } from '../../core/wire/pod.ts';
import type { StepResult } from '../programs/step-result.ts';

type CoverageReport = NonNullable<PodReport['coverage']>;
type Claims = NonNullable<StepResult['coverage']>;

/**
 * Line coverage over the shipped modules, weighed by lines. A module that no test loaded counts as 0: the runner never mentions it. Files
 * that are claimed but not shipped are left out, and where nothing can be counted that is 0 as well.
 */
export function measureCoverage(bundle: Pick<PodBundle, 'files' | 'added'>, claims: Claims): CoverageReport {
  const claimed = new Map(claims.map((claim) => [claim.path, claim]));
  const measured = shippedModules(bundle).map((file) => {
    const { path } = file;
    const claim = claimed.get(path);
    const lines = claim === undefined ? countLines(file) : claim.lines;
    return { path, lines, covered: Math.min(claim?.covered ?? 0, lines) };
  });
  const lines = measured.reduce((total, file) => total + file.lines, 0);
  const covered = measured.reduce((total, file) => total + file.covered, 0);
  return {
    line_percent: percent(covered, lines),
    files: measured
      .map((file) => ({ path: file.path, line_percent: percent(file.covered, file.lines) }))
      .slice(0, 200),
  };
}

/**
 * The modules that tests have to load: all code outside the tests, in whatever language it ships, but views (JSX, which no test runner here
 * loads), each page's entry script, what Gantry added, and what holds no line of code, as most `__init__.py` do. Where those are all there is they count, or an app could hide from its tests in them.
 */
export function shippedModules({
  files,
  added = [],
}: Pick<PodBundle, 'files' | 'added'>): readonly SourceFile[] {
  const modules = files.filter(
    (file) => isShippedCode(file.path) && !added.includes(file.path) && countLines(file) > 0,
  );
  const entries = new Set(files.flatMap(entryScripts));
  const others = modules.filter(({ path }) => !entries.has(path) && !isView(path));
  return others.length > 0 ? others : modules;
}

/** Code outside the tests and the configuration of tools. */
export const isShippedCode = (path: string): boolean => isCode.test(path) && !isOutside(path);

const isCode = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx|py)$/;

const isView = (path: string): boolean => /\.[jt]sx$/.test(path);

const isOutside = (path: string): boolean =>
  /^tests?\//.test(path) || /^[^/]+\.config\.[cm]?[jt]s$/.test(path);

function entryScripts({ path, content }: SourceFile): string[] {
  if (!path.endsWith('.html')) return [];
  const source = firstScriptSource(content);
  if (source === undefined || /^[a-z]+:|^\/\//i.test(source)) return [];
  const from = source.startsWith('/') ? source.slice(1) : posix.join(posix.dirname(path), source);
  return [posix.normalize(from.replace(/[?#].*/, ''))];
}

/** Longer ones are no tags that anybody writes; what bounds a tag bounds what reading it costs. */
const maximumTagChars = 2_000;

function firstScriptSource(html: string): string | undefined {
  const starts = /<script\b/gi;
  for (let start = starts.exec(html); start !== null; start = starts.exec(html)) {
    const end = html.indexOf('>', starts.lastIndex);
    if (end < 0) return undefined;
    const tag = html.slice(starts.lastIndex, Math.min(end, starts.lastIndex + maximumTagChars));
    const source = /\bsrc\s{0,9}=\s{0,9}["']?([^"'\s>]{1,500})/i.exec(tag)?.[1];
    if (source !== undefined) return source;
    starts.lastIndex = end;
  }
  return undefined;
}

/** Lines that say something to an engine, as far as one line tells. */
function countLines({ path, content }: SourceFile): number {
  const comment = path.endsWith('.py') ? '#' : '//';
  const isCodeLine = (line: string): boolean => line !== '' && !line.startsWith(comment);
  return content.split('\n').filter((line) => isCodeLine(line.trim())).length;
}

const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
