import { defaultPodLimits, type PodLimits } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { runStep, type StepOutcome } from '../supervisor/run-step.ts';
import { createWorkFolder } from '../supervisor/work-folder.ts';

interface ScriptRun {
  readonly script: string;
  readonly words?: readonly string[];
  readonly limits?: Partial<PodLimits>;
  readonly leftMs?: number;
}

/** Longer than any script here takes on a slow machine. */
const longestMs = 30_000;

/** Runs a script of ours as a step of an app would run, watched and limited as one. */
export async function runScript(
  runner: StepRunner,
  { script, words = [], limits = {}, leftMs = longestMs }: ScriptRun,
): Promise<StepOutcome> {
  const program: ProcessProgram = {
    kind: 'process',
    engine: 'node',
    script: undefined,
    nodeFlags: ['--eval', script],
    makesArtifact: false,
    mustGiveResult: false,
    needsAddons: false,
    inputs: () => ({ paths: [] }),
  };
  const work = await createWorkFolder();
  try {
    const request = {
      program,
      inputs: words,
      packages: [],
      folders: await work.foldersForStep(),
      limits: { ...defaultPodLimits, ...limits },
    };
    return await runStep(
      { name: 'test', programName: 'self-test', request },
      {
        runner,
        logs: { write: () => undefined, flush: async () => undefined },
        deadlineMs: performance.now() + leftMs,
        ending: new AbortController().signal,
        usedOutputBytes: 0,
      },
    );
  } finally {
    await work.remove();
  }
}
