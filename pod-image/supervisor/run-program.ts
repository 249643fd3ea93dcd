import type { PodBundle, PodLimits, StepName, StepReport } from '../../core/wire/pod.ts';
import { bakedPackages } from '../programs/baked-packages.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import { type StepResult, stepResultSchema } from '../programs/step-result.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { ArtifactRefused, checkArtifact, readArtifact } from './artifact.ts';
import { capArtifact } from './cap-artifact.ts';
import { measureCoverage } from './coverage.ts';
import { judgePython } from './judge-python.ts';
import { judgeStep } from './judge-step.ts';
import type { RecipeDeps } from './recipe-deps.ts';
import { runStep, type StepOutcome } from './run-step.ts';
import type { StepFailure, StepVerdict } from './step-verdict.ts';
import { testsOfApp } from './tests-of-app.ts';
import { tryBroken } from './try-broken.ts';
import { type WrittenFile, writeFiles } from './work-folder.ts';

interface ProgramStep {
  readonly step: StepName;
  readonly program: string;
  readonly paths: readonly string[];
  readonly definition: ProcessProgram;
}

/** Runs one program apart from the supervisor, then reads what it left, now that it is dead. */
export async function runProgram(
  deps: RecipeDeps,
  bundle: PodBundle,
  step: ProgramStep,
  before: readonly StepReport[],
): Promise<StepVerdict> {
  const request = {
    program: step.definition,
    inputs: step.paths,
    packages: bakedPackages[bundle.stack],
    folders: await deps.work.foldersForStep(),
    limits: deps.limits,
  };
  const usedOutputBytes = before.reduce((total, { log_bytes }) => total + log_bytes, 0);
  const capped = capArtifact(deps.runner, deps.limits.artifact_bytes);
  const outcome = await runStep(
    { name: step.step, programName: step.program, request },
    { ...deps, runner: step.definition.makesArtifact ? capped.runner : deps.runner, usedOutputBytes },
  );
  const result = readResult(outcome.result);
  const verdict: StepVerdict = {
    report: outcome.report,
    ...claimsOf(bundle, result, deps.runner),
    ...findingsOf(bundle, result),
  };
  if (capped.isFull())
    throw new ArtifactRefused(
      `it grew past ${deps.limits.artifact_bytes} bytes, or too many files and folders, while it was made`,
    );
  const failure =
    judge(step, outcome, { result, tests: verdict.tests }, deps.limits) ??
    judgeFindings(step, verdict) ??
    judgeCoverage(step, bundle, verdict);
  if (failure !== undefined) {
    deps.logs.write(step.step, failure.message);
    return { ...verdict, failure };
  }
  if (verdict.tests !== undefined)
    return { ...verdict, broken: await tryBroken(deps, bundle, request, verdict) };
  if (!step.definition.makesArtifact) return verdict;
  return { ...verdict, artifact: await readMade(deps, bundle, step.definition) };
}

/** What the program made, and beside it the files of the tree that nothing may touch on their way. */
async function readMade(
  { work, limits }: RecipeDeps,
  { files }: PodBundle,
  { carries }: ProcessProgram,
): Promise<WrittenFile[]> {
  const made = await readArtifact(work.folders.artifact, limits.artifact_bytes);
  const carried = carries?.(files) ?? [];
  const artifact = checkArtifact([...made, ...carried], limits.artifact_bytes);
  // The browser's driver is shown this folder, as the host will have it.
  await writeFiles(work.folders.artifact, carried).catch((cause: unknown) => {
    throw new ArtifactRefused('the build left something where a file of the app belongs', { cause });
  });
  return artifact;
}

function judge(
  { step, definition }: ProgramStep,
  { report, isOutOfMemory }: StepOutcome,
  { result, tests }: { readonly result: StepResult | undefined; readonly tests: StepVerdict['tests'] },
  limits: PodLimits,
): StepFailure | undefined {
  const because = judgeStep(report, isOutOfMemory);
  if (because !== undefined) {
    return { step, because, message: describe(report, because, limits) };
  }
  if (definition.mustGiveResult && result === undefined) {
    return {
      step,
      because: 'exit',
      message: `${step} ended with 0 but without a result: something ended its process early, such as process.exit or sys.exit`,
    };
  }
  if (tests !== undefined && (tests.failed > 0 || tests.passed === 0)) {
    return { step, because: 'exit', message: `${step} ended with 0, but ${describeTests(tests)}` };
  }
  return undefined;
}

function findingsOf(bundle: PodBundle, result: StepResult | undefined): Pick<StepVerdict, 'findings'> {
  const findings = judgePython(bundle, result?.python ?? []);
  return findings.length > 0 ? { findings } : {};
}

function judgeFindings({ step }: ProgramStep, { findings }: StepVerdict): StepFailure | undefined {
  const places = findings?.map(({ path, line, rule }) => `${path}:${line} (${rule})`);
  if (places === undefined) return undefined;
  const message = `${step} found what apps may not do: ${places.join(', ')}`;
  return { step, because: 'policy', message: message.slice(0, 2_000) };
}

function judgeCoverage(
  { step }: ProgramStep,
  { minimum_coverage_percent: minimum }: PodBundle,
  { coverage }: StepVerdict,
): StepFailure | undefined {
  if (coverage === undefined || coverage.line_percent >= minimum) return undefined;
  const untested = coverage.files.filter((file) => file.line_percent < minimum).map(({ path }) => path);
  const message =
    coverage.files.length === 0
      ? 'the app has no module that a test could load, so nothing is covered: move its code out of the pages into modules, and import them in the tests'
      : `tests cover ${coverage.line_percent} % of the shipped lines, under ${minimum} %: ${untested.join(', ')}`;
  return { step, because: 'coverage', message: message.slice(0, 2_000) };
}

function describeTests({ titles, failed }: NonNullable<StepVerdict['tests']>): string {
  const first = titles.find(({ outcome }) => outcome === 'failed');
  return failed > 0
    ? `a test file ran no test or a test failed: ${first?.title ?? 'unnamed'}`
    : 'no test passed that imports a module of the app; what imports none counts nothing';
}

function describe(report: StepReport, because: StepFailure['because'], limits: PodLimits): string {
  const { step } = report;
  const ended = report.signal ?? `exit code ${report.exit_code}`;
  const endings: Partial<Record<StepFailure['because'], string>> = {
    memory: `${step} ran out of memory (limit ${Math.round(limits.memory_bytes / 1024 / 1024)} MB)`,
    time: `${step} was ended when the pod's ${Math.round(limits.wall_ms / 1_000)} s were over`,
    processes: `${step} was ended because it started too many processes (limit ${limits.processes})`,
    output: `${step} was ended because it printed too much (limit ${limits.output_bytes} bytes)`,
  };
  return endings[because] ?? `${step} failed with ${ended}`;
}

/** Undefined when the program gave nothing, or not what its schema says: both count as no result. */
function readResult(text: string): StepResult | undefined {
  try {
    return stepResultSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Tests and coverage as the report holds them; a test program that measures nothing covers nothing. */
function claimsOf(
  bundle: PodBundle,
  result: StepResult | undefined,
  { measuresCoverage }: StepRunner,
): Pick<StepVerdict, 'tests' | 'coverage'> {
  const tests = testsOfApp(bundle, result ?? {});
  if (tests === undefined || result === undefined) return {};
  if (!measuresCoverage) return { tests };
  return { tests, coverage: measureCoverage(bundle, result.coverage ?? []) };
}
