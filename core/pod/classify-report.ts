import type { Failure } from '../wire/mission.ts';
import type { PodReport, StepReport } from '../wire/pod.ts';
import { tellingEnd } from './telling-end.ts';

type Because = NonNullable<PodReport['failed_because']>;
type Words = Pick<Failure, 'kind' | 'message'>;

/** Exit codes that mean an abort or a kill from outside: on Node, nearly always memory. */
const memoryExitCodes: readonly (number | null)[] = [134, 137];
const memorySignals: readonly (string | null)[] = ['SIGABRT', 'SIGKILL'];

/**
 * Why a pod's attempt failed, or undefined when it passed. `code` is for the model to mend; `resource` (memory, time, processes, output) is
 * never mended by rewriting; a report that contradicts itself is the factory's own trouble (`provider`), and never a pass.
 */
export function classifyReport(report: PodReport): Failure | undefined {
  if (report.outcome === 'passed' && !contradictsPass(report)) return undefined;
  const failed = report.steps.find((step) => step.step === report.failed_step) ?? report.steps.at(-1);
  const because = trueCause(report, failed);
  return {
    ...words[because](report, failed?.step ?? 'build'),
    step: report.failed_step ?? failed?.step ?? 'build',
    excerpt: tellingEnd(failed?.log_tail ?? ''),
  };
}

/** True for a failure that ended at the pod's clock: the mission's end is then TIMEOUT. */
export function isTimeFailure(report: PodReport): boolean {
  return report.outcome === 'failed' && report.failed_because === 'time';
}

function contradictsPass(report: PodReport): boolean {
  const isWhole =
    report.failed_step === null && report.failed_because === null && report.artifact_sha256 !== null;
  const isClean = report.steps.every(
    (step) => step.exit_code === 0 && step.signal === null && step.ended_by === null,
  );
  return !isWhole || !isClean || report.steps.length === 0 || (report.tests?.failed ?? 0) > 0;
}

function trueCause(report: PodReport, failed: StepReport | undefined): Because {
  if (report.outcome === 'passed' || report.failed_because === null) return 'supervisor';
  if (report.failed_because !== 'exit' || failed === undefined) return report.failed_because;
  const isKilled = memoryExitCodes.includes(failed.exit_code) || memorySignals.includes(failed.signal);
  return failed.ended_by ?? (isKilled ? 'memory' : 'exit');
}

/** What each cause is called and what to do about it. */
const words: Readonly<Record<Because, (report: PodReport, step: string) => Words>> = {
  exit: (report, step) => ({ kind: 'code', message: exitMessage(report, step) }),
  coverage: (report) => ({
    kind: 'code',
    message: `Too little is tested: ${said(report)} Add tests that import the shipped modules; a module that no test loads counts as 0.`,
  }),
  artifact: (report, step) => ({
    kind: 'code',
    message: `What the ${step} step made cannot ship: ${said(report)} Mend what it writes.`,
  }),
  policy: (report) => ({ kind: 'policy', message: `The app does what apps may not do: ${said(report)}` }),
  memory: (_, step) =>
    limitReached(`The ${step} step ran out of the pod's memory. Ask for less data or a smaller app.`),
  time: (_, step) =>
    limitReached(`The ${step} step took longer than a pod may. Ask for less work in build or tests.`),
  processes: (_, step) =>
    limitReached(
      `The ${step} step started more processes than the pod allows. Ask for an app that starts none.`,
    ),
  output: (_, step) =>
    limitReached(`The ${step} step printed more than the pod keeps. Ask for an app that prints little.`),
  supervisor: (report) => ({
    kind: 'provider',
    message: `The pod could not do its work: ${said(report)} Retry the mission.`,
  }),
};

function limitReached(message: string): Words {
  return { kind: 'resource', message };
}

function exitMessage(report: PodReport, step: string): string {
  const failed = failedTitles(report);
  if (step !== 'test' || failed.length === 0)
    return `The ${step} step failed: ${said(report)} Mend what its log names.`;
  const named = failed.slice(0, 5).map((title) => JSON.stringify(title));
  const rest = failed.length > named.length ? ` and ${failed.length - named.length} more` : '';
  return `${report.tests?.failed} of ${report.tests?.total} tests failed: ${named.join(', ')}${rest}. Mend the code, or a test that is wrong.`;
}

/** The titles of the tests that failed, in the order they ran. */
export function failedTitles(report: Pick<PodReport, 'tests'>): readonly string[] {
  return (report.tests?.titles ?? []).filter(({ outcome }) => outcome === 'failed').map(({ title }) => title);
}

/** The supervisor's own words, as a sentence. */
function said(report: PodReport): string {
  const given = report.message.trim() || 'it gave no reason';
  return /[.!?]$/.test(given) ? given : `${given}.`;
}
