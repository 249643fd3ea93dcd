import { posix } from 'node:path';
import type { SourceFile } from '../../core/wire/draft.ts';
import type { PodBundle, PodReport } from '../../core/wire/pod.ts';
import type { StepResult } from '../programs/step-result.ts';

type CoverageReport = NonNullable<PodReport['coverage']>;
type Claims = NonNullable<StepResult['coverage']>;

/**
 * Line coverage over the shipped modules, weighed by lines. A module that no test loaded counts as 0: the runner never mentions it. Files
 * that are claimed but not shipped are left out.
 */
export function measureCoverage(bundle: Pick<PodBundle, 'stack' | 'files'>, claims: Claims): CoverageReport {
  const claimed = new Map(claims.map((claim) => [claim.path, claim]));
  const measured = shippedModules(bundle).map(({ path, content }) => {
    const claim = claimed.get(path);
    const lines = claim === undefined ? countLines(content) : claim.lines;
    return { path, lines, covered: Math.min(claim?.covered ?? 0, lines) };
  });
  const lines = measured.reduce((total, file) => total + file.lines, 0);
  const covered = measured.reduce((total, file) => total + file.covered, 0);
  return {
    line_percent: percent(covered, lines),
    files: measured.map((file) => ({ path: file.path, line_percent: percent(file.covered, file.lines) })),
  };
}

/**
 * The modules that tests have to load: all JavaScript (python: all Python) outside the tests, but each page's entry script. Where the entry
 * is all there is it counts, or an app could hide from its tests in it.
 */
export function shippedModules({ stack, files }: Pick<PodBundle, 'stack' | 'files'>): readonly SourceFile[] {
  const isModule = stack === 'python' ? /\.py$/ : /\.m?js$/;
  const modules = files.filter(({ path }) => isModule.test(path) && !isOutside(path));
  const entries = new Set(files.flatMap(entryScripts));
  const others = modules.filter(({ path }) => !entries.has(path));
  return others.length > 0 ? others : modules;
}

const isOutside = (path: string): boolean => /^tests?\//.test(path) || /^[^/]+\.config\.m?js$/.test(path);

function entryScripts({ path, content }: SourceFile): string[] {
  if (!path.endsWith('.html')) return [];
  const source = content.match(/<script\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/i)?.[1];
  if (source === undefined || /^[a-z]+:|^\/\//i.test(source)) return [];
  const from = source.startsWith('/') ? source.slice(1) : posix.join(posix.dirname(path), source);
  return [posix.normalize(from.replace(/[?#].*/, ''))];
}

const countLines = (content: string): number =>
  content.split('\n').filter((line) => line.trim() !== '').length;

const percent = (part: number, whole: number): number =>
  whole === 0 ? 100 : Math.round((part / whole) * 10_000) / 100;
