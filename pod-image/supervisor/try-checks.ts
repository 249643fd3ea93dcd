import type { Check } from '../../core/wire/check.ts';
import { acceptGraceMs, acceptMs, type PodBundle, type Recipe } from '../../core/wire/pod.ts';
import { inOrder } from '../driver/summarise-checks.ts';
import type { InstrumentRunner } from '../runners/step-runner.ts';
import { appToDrive } from './app-to-drive.ts';
import { type CheckTrials, checkTrials, notRun } from './check-trials.ts';
import { drive } from './drive.ts';
import type { RecipeDeps } from './recipe-deps.ts';
import { quietReport, type StepsBefore, type StepVerdict } from './step-verdict.ts';

interface AcceptStep {
  readonly step: Recipe[number];
  readonly before: StepsBefore;
}

/**
 * Tries the checks of the app's spec in a browser, on a clock of their own. What they show is told and never fails the step: what follows from it
 * is judged where nobody can touch it.
 */
export async function tryChecks(
  deps: RecipeDeps,
  bundle: PodBundle,
  accept: AcceptStep,
): Promise<StepVerdict> {
  const startedMs = performance.now();
  const { step, before } = accept;
  const checks = inOrder(bundle.spec?.checks ?? []);
  const { instruments } = deps.runner;
  if (instruments === undefined) {
    deps.logs.write(step.step, 'There is no browser here, so nothing was tried in one.');
    return { report: quietReport(step, [], startedMs), accept: notRun(checks, null) };
  }
  if (checks.length === 0)
    return { report: quietReport(step, [], startedMs), accept: notRun([], before.boot?.browser ?? null) };
  const trials = checkTrials(checks, (line) => deps.logs.write(step.step, line));
  const peak_memory_bytes = await driveChecks(deps, { checks, before, instruments, trials });
  const { tried, lines, contacted } = trials.end();
  const log_tail = lines.join('\n').slice(-16_000);
  return {
    report: {
      ...quietReport(step, [], startedMs),
      peak_memory_bytes,
      log_tail,
      log_bytes: Buffer.byteLength(log_tail),
    },
    accept: tried,
    ...(before.boot && {
      boot: { ...before.boot, contacted: together(before.boot.contacted, contacted) },
    }),
  };
}

/** Answers the most memory that driver or browser took; throws at a fault of ours. */
async function driveChecks(
  deps: RecipeDeps,
  {
    checks,
    before,
    instruments,
    trials,
  }: {
    readonly checks: readonly Check[];
    readonly before: StepsBefore;
    readonly instruments: InstrumentRunner;
    readonly trials: CheckTrials;
  },
): Promise<number> {
  const end = await drive(
    await appToDrive(deps, before.artifact, instruments),
    { do: 'accept', checks, stubs: deps.outside.stubs },
    { deadlineMs: performance.now() + acceptMs + acceptGraceMs, see: trials.see },
  );
  if (end.because === 'fault') throw new Error(`the checks could not be tried: ${end.message}`);
  if (end.because !== 'done') trials.breakOff();
  return end.peakMemoryBytes;
}

const together = (left: readonly string[], right: readonly string[]): string[] =>
  [...new Set([...left, ...right])].toSorted().slice(0, 50);
