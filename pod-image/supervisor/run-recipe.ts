import type { PodBundle, Recipe, StepReport } from '../../core/wire/pod.ts';
import type { PodProgram } from '../programs/pod-program.ts';
import { programs } from '../programs/programs.ts';
import { ArtifactRefused, checkArtifact, refuseStrangers } from './artifact.ts';
import { bootApp } from './boot-app.ts';
import type { RecipeDeps } from './recipe-deps.ts';
import { runProgram } from './run-program.ts';
import { quietReport, type StepFailure, type StepVerdict } from './step-verdict.ts';
import { tryChecks } from './try-checks.ts';
import { type WrittenFile, writeFiles } from './work-folder.ts';

type RecipeStep = Recipe[number];

export interface RecipeResult {
  readonly steps: readonly StepReport[];
  readonly failure: StepFailure | undefined;
  readonly artifact: readonly WrittenFile[];
  readonly tests: StepVerdict['tests'];
  readonly coverage: StepVerdict['coverage'];
  readonly broken?: StepVerdict['broken'];
  readonly findings?: StepVerdict['findings'];
  readonly boot?: StepVerdict['boot'];
  readonly accept?: StepVerdict['accept'];
}

/** Runs a recipe's steps one after the other until one fails; the tree is written and verified already. */
export async function runRecipe(deps: RecipeDeps, bundle: PodBundle): Promise<RecipeResult> {
  let result: RecipeResult = {
    steps: [],
    failure: undefined,
    artifact: [],
    tests: undefined,
    coverage: undefined,
  };
  for (const step of bundle.recipe) {
    const verdict = await runOne(deps, bundle, step, result);
    result = {
      steps: [...result.steps, verdict.report],
      failure: verdict.failure,
      artifact: verdict.artifact ?? result.artifact,
      tests: verdict.tests ?? result.tests,
      coverage: verdict.coverage ?? result.coverage,
      broken: verdict.broken ?? result.broken,
      findings: verdict.findings ?? result.findings,
      boot: verdict.boot ?? result.boot,
      accept: verdict.accept ?? result.accept,
    };
    if (result.failure !== undefined) break;
  }
  return result;
}

async function runOne(
  deps: RecipeDeps,
  bundle: PodBundle,
  step: RecipeStep,
  before: RecipeResult,
): Promise<StepVerdict> {
  const startedMs = performance.now();
  const program = Object.hasOwn(programs, step.program) ? programs[step.program] : undefined;
  try {
    if (program === undefined) throw new Error(`the pod has no program ${step.program}`);
    const verdict = await runKind(deps, bundle, { step, program, before, startedMs });
    if (verdict.artifact !== undefined) refuseStrangers(bundle, verdict.artifact);
    return verdict;
  } catch (error) {
    deps.ending.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    deps.logs.write(step.step, text);
    const because = error instanceof ArtifactRefused ? 'artifact' : 'supervisor';
    const failure = { step: step.step, because, message: `${step.step} failed: ${text}` } as const;
    return { report: quietReport(step, [text], startedMs), failure };
  }
}

async function runKind(
  deps: RecipeDeps,
  bundle: PodBundle,
  {
    step,
    program,
    before,
    startedMs,
  }: { step: RecipeStep; program: PodProgram; before: RecipeResult; startedMs: number },
): Promise<StepVerdict> {
  switch (program.kind) {
    case 'assemble': {
      const artifact = checkArtifact(program.assemble(bundle.files), deps.limits.artifact_bytes);
      await writeFiles(deps.work.folders.artifact, artifact);
      deps.logs.write(step.step, `assembled ${artifact.length} files`);
      return { report: quietReport(step, [], startedMs), artifact };
    }
    case 'process': {
      const inputs = program.inputs(bundle);
      if ('missing' in inputs) return failOn(deps, step, inputs.missing, startedMs);
      if ('idle' in inputs) {
        deps.logs.write(step.step, inputs.idle);
        return { report: quietReport(step, [], startedMs) };
      }
      return await runProgram(
        deps,
        bundle,
        { ...step, paths: inputs.paths, definition: program },
        before.steps,
      );
    }
    case 'boot':
      return await bootApp(deps, bundle, { step, before });
    case 'accept':
      return await tryChecks(deps, bundle, { step, before });
    default:
      return program satisfies never;
  }
}

function failOn({ logs }: RecipeDeps, step: RecipeStep, finding: string, startedMs: number): StepVerdict {
  logs.write(step.step, finding);
  const report = quietReport(step, [finding], startedMs);
  const message = `${step.step} failed: ${finding}`.slice(0, 2_000);
  return { report, failure: { step: step.step, because: 'exit', message } };
}
