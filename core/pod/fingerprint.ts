import type { Digest } from '../ports/digest.ts';
import type { CheckResult } from '../wire/check.ts';
import type { Failure } from '../wire/mission.ts';
import type { Finding } from '../wire/policy.ts';
import { isTelling } from './telling-end.ts';

const maxLines = 12;
const maxLineLength = 300;

/** What differs between two runs of the same failure, most specific first; each pattern is linear on any line. */
const variable: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?/g, '<time>'],
  [/(?:file:\/\/)?(?:\b[a-z]:)?[\w@.~-]*(?:[\\/]+[\w@.~-]+)*[\\/]+([\w@.~-]+)/gi, '$1'],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b/gi, '<id>'],
  [/(?::\d+){1,2}\b/g, ':<line>'],
  [/\bline \d+\b/gi, 'line <line>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
];

/** A line of a log without what changes from run to run: numbers, durations, times, addresses, ids, folders, places in files. */
export function normaliseLine(line: string): string {
  const short = line.slice(0, maxLineLength);
  return variable
    .reduce((text, [pattern, stand]) => text.replace(pattern, stand), short)
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The same failure has the same fingerprint, in whatever run, folder or order of lines; another failing test, rule or file gives another.
 * What a pod's failure is known by: its kind, step, failed tests, and the telling lines of its log (or its last ones, where none tells).
 */
export function fingerprintOf(digest: Digest, failure: Failure, failedTests: readonly string[]): string {
  const lines = failure.excerpt.split('\n').filter((line) => line.trim() !== '');
  const told = lines.filter(isTelling);
  const known = told.length > 0 ? told : lines.slice(-maxLines);
  const marks = [...new Set(known.map(normaliseLine))].toSorted().slice(0, maxLines);
  const tests = [...new Set(failedTests)].toSorted();
  return digest.sha256(
    JSON.stringify([
      'pod',
      failure.kind,
      failure.step,
      failure.rule ?? '',
      tests,
      marks,
      marks.length > 0 ? '' : normaliseLine(failure.message),
    ]),
  );
}

/** The same broken rules in the same files have the same fingerprint; lines may move, and `warn` findings do not count. */
export function fingerprintFindings(digest: Digest, findings: readonly Finding[]): string {
  const broken = findings
    .filter((finding) => finding.severity !== 'warn')
    .map((finding) => JSON.stringify([finding.rule, finding.path ?? '']));
  return digest.sha256(JSON.stringify(['gate', ...new Set(broken.toSorted())]));
}

/** The same checks failing at the same step in the same way have the same fingerprint, whatever the page shows. */
export function fingerprintChecks(
  digest: Digest,
  failed: readonly { readonly result: CheckResult }[],
): string {
  const marks = failed.map(({ result: { id, outcome, step, reason } }) =>
    JSON.stringify([id, outcome, step ?? null, reason ?? null]),
  );
  return digest.sha256(JSON.stringify(['checks', ...marks.toSorted()]));
}
