import { isOfData } from '../../core/pod/gating-checks.ts';
import type { Check, CheckResult } from '../../core/wire/check.ts';
import type { CheckFinding, TriedCheck } from './run-check.ts';

/** Pictures that may leave a pod. */
const mostShots = 16;

/** What was tried, and what it showed; `results` are in the order of the spec's checks as they were tried. */
export interface ChecksRun {
  readonly browser: string;
  readonly results: readonly CheckResult[];
  readonly findings: readonly CheckFinding[];
  readonly shots: readonly { readonly check: string; readonly png: Buffer }[];
}

/** Core first, then those of shared or kept data, then the rest; each group in the order of the spec. */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  const rank = (check: Check): number => (check.core ? 0 : isOfData(check) ? 1 : 2);
  return checks.toSorted((left, right) => rank(left) - rank(right));
}

/** What was tried of the checks, which are in the order of trying; the rest were not reached. */
export function summarise(
  browser: string,
  checks: readonly Check[],
  tried: readonly TriedCheck[],
): ChecksRun {
  const rest = checks.slice(tried.length).map(({ id }): CheckResult => ({ id, outcome: 'not-reached' }));
  // Where there are more pictures than may leave, those of what failed are wanted first.
  const withShot = tried.flatMap(({ result, shot }) => (shot === undefined ? [] : [{ result, shot }]));
  const kept = withShot
    .toSorted(
      (left, right) => Number(right.result.outcome === 'failed') - Number(left.result.outcome === 'failed'),
    )
    .slice(0, mostShots);
  const keptIds = new Set(kept.map(({ result }) => result.id));
  return {
    browser,
    results: [
      ...tried.map(({ result }): CheckResult => (keptIds.has(result.id) ? result : withoutShot(result))),
      ...rest,
    ],
    findings: tried.map(({ finding }) => finding),
    shots: withShot
      .filter(({ result }) => keptIds.has(result.id))
      .map(({ result, shot }) => ({ check: result.id, png: shot })),
  };
}

const withoutShot = ({ shot_sha256: _, ...result }: CheckResult): CheckResult => result;
