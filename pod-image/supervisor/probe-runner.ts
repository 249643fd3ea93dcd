import { defaultPodLimits } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { createWorkFolder } from './work-folder.ts';

/** Needs of a step only what every one needs: that Node starts and can read the programs. */
const probe: ProcessProgram = {
  kind: 'process',
  engine: 'node',
  script: undefined,
  nodeFlags: ['--eval', "require('node:fs').readFileSync('{podImage}/programs/smoke-page.ts')"],
  makesArtifact: false,
  mustGiveResult: false,
  needsAddons: false,
  inputs: () => ({ paths: [] }),
};

/** True when a step really runs under a runner on this machine, with the flags that steps get. */
export async function probeRunner(runner: StepRunner): Promise<boolean> {
  const work = await createWorkFolder();
  try {
    const request = {
      program: probe,
      inputs: [],
      packages: [],
      folders: await work.foldersForStep(),
      limits: defaultPodLimits,
    };
    const running = await runner.start(request);
    for (const stream of running.output) stream.pipe(process.stderr, { end: false });
    const { exitCode } = await running.exited;
    await running.destroy();
    return exitCode === 0;
  } finally {
    await work.remove();
  }
}
