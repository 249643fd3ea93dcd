import { showStep } from '../spec/show-step.ts';
import type { Check, CheckResult } from '../wire/check.ts';
import type { Failure } from '../wire/mission.ts';
import type { AcceptReport, PodReport } from '../wire/pod.ts';
import type { Tried } from './check-outcomes.ts';
import { checkOutcomes, countingChecks } from './check-outcomes.ts';
import { isGating } from './gating-checks.ts';
import { firstBytes } from './telling-end.ts';

/** A check that does not hold, with all that was seen at the step that failed. */
export interface FailedCheck {
  readonly check: Check;
  readonly result: CheckResult;
  readonly isGating: boolean;
  readonly seen: Pick<AcceptReport['checks'][number], 'aria' | 'said' | 'why'>;
}

/** What a report says of the checks, as facts; undefined where none were handed over. */
export function triedIn(report: PodReport | undefined): Tried | undefined {
  const { accept } = report ?? {};
  if (accept === undefined) return undefined;
  const results = accept.checks.map(({ aria: _page, said: _console, why: _words, ...result }) => result);
  return { browser: accept.browser, results };
}

/**
 * The checks that keep an app from being called working: those that failed, and those that gate and were never reached; the gating ones first. A
 * waived one is none of them, and neither is what no browser tried.
 */
export function failedChecks(
  report: PodReport,
  {
    checks,
    waived,
    fault,
  }: {
    readonly checks: readonly Check[];
    readonly waived: readonly string[];
    /** The check that shows a fault: what the mission is for, so it gates. */
    readonly fault?: string | undefined;
  },
): readonly FailedCheck[] {
  const counting = countingChecks(checks, waived);
  const { checks: tried = [] } = report.accept ?? {};
  const outcomes = checkOutcomes(counting, triedIn(report), []);
  const failed = counting.flatMap((check, index): FailedCheck[] => {
    const result = outcomes[index] as CheckResult;
    const gates = isGating(check) || check.id === fault;
    const counts = result.outcome === 'failed' || (gates && result.outcome === 'not-reached');
    const seen = tried.find(({ id }) => id === check.id) ?? {};
    return counts ? [{ check, result, isGating: gates, seen }] : [];
  });
  return failed.toSorted((left, right) => rank(left) - rank(right));
}

/** Gating before informing, and what was seen to fail before what was not reached. */
const rank = ({ isGating: gates, result }: FailedCheck): number =>
  (gates ? 0 : 2) + (result.outcome === 'failed' ? 0 : 1);

const maxNamed = 3;
const maxExcerptBytes = 4_096;
const maxSaidLines = 6;
const maxSaidLength = 240;

/** The failure that these checks are: what does not work in the words of whoever asked, and in the excerpt how it was seen. */
export function failureOfChecks(failed: readonly FailedCheck[]): Failure {
  return { kind: 'code', step: 'accept', message: sayWhatFails(failed), excerpt: showWhatFails(failed) };
}

/** What does not work, each in its check's own words. */
export function sayWhatFails(failed: readonly FailedCheck[]): string {
  const seen = failed.filter(({ result }) => result.outcome === 'failed');
  const named = seen.length > 0 ? seen : failed;
  const words = named.slice(0, maxNamed).map(({ check }) => withoutStop(check.words));
  const rest = named.length > maxNamed ? `; and ${named.length - maxNamed} more` : '';
  const lead = seen.length > 0 ? 'What does not work' : 'The app took too long, so this could not be tried';
  return `${lead}: ${words.join('; ')}${rest}.`;
}

const withoutStop = (text: string): string => text.trim().replace(/[.!?]+$/, '');

function showWhatFails(failed: readonly FailedCheck[]): string {
  const shown = failed.slice(0, maxNamed);
  // One separator line between two.
  const room = Math.floor(maxExcerptBytes / shown.length) - 2;
  return shown.map((one) => firstBytes(showOne(one), room).trimEnd()).join('\n\n');
}

const because = {
  'not-found': 'Nothing on the page matches it.',
  wrong: 'It acted, and the outcome was another one.',
} as const;

function showOne({ check, result, seen }: FailedCheck): string {
  const head = `${check.id}: ${check.words}${check.core ? ' (what the app is for)' : ''}`;
  if (result.outcome !== 'failed') return `${head}\nNot reached: the checks before it took all the time.`;
  const said = (seen.said ?? []).slice(0, maxSaidLines).map((line) => `  ${line.slice(0, maxSaidLength)}`);
  return [
    head,
    `${showPlace(check, result)} failed${showReason(result, seen)}`,
    ...(said.length === 0 ? [] : ['Errors and failed requests:', ...said]),
    ...(seen.aria === undefined ? [] : ['The page then:', seen.aria]),
  ].join('\n');
}

function showPlace({ steps }: Check, { step: at = -1 }: CheckResult): string {
  const step = steps[at];
  return step === undefined ? 'A step' : `Step ${at + 1} of ${steps.length}, \`${showStep(step)}\``;
}

function showReason({ reason }: CheckResult, seen: FailedCheck['seen']): string {
  const why = seen.why ?? (reason && because[reason]);
  const known = reason === undefined ? '' : ` (${reason})`;
  return why === undefined ? known : `${known}: ${why.slice(0, maxSaidLength)}`;
}
