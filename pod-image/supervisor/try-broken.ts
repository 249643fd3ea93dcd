import type { PodBundle, PodReport } from '../../core/wire/pod.ts';
import type { BrokenFunction, ProcessProgram } from '../programs/pod-program.ts';
import type { StepRequest } from '../runners/step-runner.ts';
import { breakableFunctions } from './breakable-functions.ts';
import type { RecipeDeps } from './recipe-deps.ts';
import { runStep } from './run-step.ts';
import type { StepVerdict } from './step-verdict.ts';

type Broken = NonNullable<PodReport['broken']>;

const most = 5;
const enough = 2;
/** A clock of its own: whatever it comes to, the build has passed. */
const longestMs = 10_000;
/** Costs time, and nobody asks what a broken run covers. */
const coverageFlag = '--experimental-test-coverage';
const silent = { write: () => undefined, flush: async () => undefined };

/**
 * Breaks one function of the app at a time, runs its tests again, and counts how often they notice. Ends as soon as two were noticed, since
 * no more can be too few then; undefined where nothing could be tried. A run that only the clock ended counts for nothing.
 */
export async function tryBroken(
  deps: RecipeDeps,
  bundle: PodBundle,
  request: Omit<StepRequest, 'folders'>,
  { report, coverage }: StepVerdict,
): Promise<Broken | undefined> {
  const startedMs = performance.now();
  const deadlineMs = Math.min(deps.deadlineMs, startedMs + longestMs);
  const loaded = coverage?.files.filter((file) => file.line_percent > 0).map(({ path }) => path) ?? [];
  const chosen = breakableFunctions(bundle, new Set(loaded)).slice(0, most);
  const tried: { readonly broken: BrokenFunction; readonly isNoticed: boolean }[] = [];
  const noticed = (): number => tried.filter(({ isNoticed }) => isNoticed).length;
  for (const broken of chosen) {
    if (performance.now() >= deadlineMs || noticed() >= enough) break;
    const runMs = 2_000 + 3 * report.duration_ms;
    const isNoticed = await fails(
      { ...deps, deadlineMs: Math.min(deadlineMs, performance.now() + runMs) },
      request,
      broken,
    );
    if (isNoticed !== undefined) tried.push({ broken, isNoticed });
  }
  if (tried.length === 0) return undefined;
  return {
    tried: tried.length,
    noticed: noticed(),
    missed: tried.filter(({ isNoticed }) => !isNoticed).map(({ broken }) => broken),
    duration_ms: Math.round(performance.now() - startedMs),
  };
}

async function fails(
  deps: RecipeDeps,
  request: Omit<StepRequest, 'folders'>,
  broken: BrokenFunction,
): Promise<boolean | undefined> {
  const nodeFlags = request.program.nodeFlags.filter((flag) => flag !== coverageFlag);
  const program: ProcessProgram = { ...request.program, nodeFlags, broken };
  const { report } = await runStep(
    {
      name: 'test',
      programName: 'broken-function',
      request: { ...request, program, folders: await deps.work.foldersForStep() },
    },
    { ...deps, logs: silent, usedOutputBytes: 0 },
  );
  return report.ended_by === 'time' ? undefined : report.exit_code !== 0;
}
