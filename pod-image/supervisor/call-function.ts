import type { FunctionCall, FunctionOutcome } from '../../core/wire/function-call.ts';
import { functionAnswerSchema } from '../../core/wire/function-call.ts';
import type { PodLimits } from '../../core/wire/pod.ts';
import { defaultPodLimits } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { judgeStep } from './judge-step.ts';
import { runStep } from './run-step.ts';
import { createWorkFolder, writeFiles } from './work-folder.ts';

/** A request is answered within ten seconds or not at all. */
const limits: PodLimits = {
  ...defaultPodLimits,
  wall_ms: 10_000,
  processes: 64,
  output_bytes: 256 * 1024,
};

const shared = {
  kind: 'process',
  makesArtifact: false,
  mustGiveResult: true,
  needsAddons: false,
  nodeFlags: [],
  inputs: () => ({ paths: [] }),
} satisfies Partial<ProcessProgram>;

const callers: Readonly<Record<'node' | 'python', ProcessProgram>> = {
  node: { ...shared, engine: 'node', script: 'programs/call-node-function.ts' },
  python: { ...shared, engine: 'python', script: 'programs/call_python_function.py' },
};

/** Runs one request through a function of an app, apart from everything as a build's steps are, and thrown away after it. */
export const callFunction =
  (deps: { readonly runner: StepRunner; readonly ending: AbortSignal }) =>
  async ({ file, files, request }: FunctionCall): Promise<FunctionOutcome> => {
    const work = await createWorkFolder();
    try {
      await writeFiles(
        work.folders.tree,
        files.map(({ path, bytes }) => ({ path, content: Buffer.from(bytes, 'base64') })),
      );
      await writeFiles(work.folders.artifact, [
        { path: 'request.json', content: JSON.stringify({ file, request }) },
      ]);
      const outcome = await runStep(
        {
          name: 'build',
          programName: 'call-function',
          request: {
            program: callers[file.endsWith('.py') ? 'python' : 'node'],
            inputs: [],
            packages: [],
            folders: await work.foldersForStep(),
            limits,
          },
        },
        {
          ...deps,
          logs: { write: () => undefined, flush: async () => undefined },
          deadlineMs: performance.now() + limits.wall_ms,
          usedOutputBytes: 0,
        },
      );
      const because = judgeStep(outcome.report, outcome.isOutOfMemory);
      if (because !== undefined)
        return { kind: 'failed', because: because === 'time' || because === 'memory' ? because : 'error' };
      return readAnswer(outcome.result);
    } finally {
      await work.remove();
    }
  };

/** What the app's code says of itself is checked like any input. */
function readAnswer(text: string): FunctionOutcome {
  try {
    return { kind: 'answered', answer: functionAnswerSchema.parse(JSON.parse(text)) };
  } catch {
    return { kind: 'failed', because: 'error' };
  }
}
