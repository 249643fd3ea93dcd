import { checkOutcomes, countingChecks } from '../pod/check-outcomes.ts';
import { triedIn } from '../pod/failed-checks.ts';
import type { CheckResult } from '../wire/check.ts';
import type { HealReason } from '../wire/event.ts';
import type { PodReport } from '../wire/pod.ts';
import { saysLittle } from './says-little.ts';

/** What is known when an app is to be mended. */
export interface Failing {
  readonly attempt: number;
  readonly reason: HealReason;
  /** What the pod said of the draft that failed; undefined where the gate sent it back. */
  readonly report: PodReport | undefined;
  readonly checks: readonly { readonly id: string; readonly core: boolean }[];
  readonly waived: readonly string[];
}

/** Heals after which the same failure says that the whole is built wrong. */
const healsBefore = 2;

/**
 * Whether an app is better written anew than mended: half of what was tried of the first draft came out wrong, the same failure stands after two
 * heals, or the page stays blank after one.
 */
export function isToBeginAnew({ attempt, reason, report, checks, waived }: Failing): boolean {
  const accept = report?.accept;
  if (reason.source !== 'pod') return false;
  if (reason.strategy === 'rethink' && (attempt > healsBefore || isBlank(accept))) return true;
  const counting = countingChecks(checks, waived);
  return attempt === 1 && isHalfWrong(checkOutcomes(counting, triedIn(report), []));
}

function isHalfWrong(results: readonly CheckResult[]): boolean {
  const tried = results.filter(({ outcome }) => outcome === 'held' || outcome === 'failed');
  const wrong = tried.filter(({ reason }) => reason === 'wrong').length;
  return wrong > 1 && wrong * 2 >= tried.length;
}

function isBlank(accept: PodReport['accept']): boolean {
  const pages = (accept?.checks ?? []).flatMap(({ aria }) => aria ?? []);
  return pages.length > 0 && pages.every(saysLittle);
}
