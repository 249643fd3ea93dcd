import { spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, pidsOfUser } from '../supervisor/process-tree.ts';
import { outOfMemoryKills } from './out-of-memory-kills.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import { spawnStep } from './spawn-step.ts';
import type { StepPlaces, StepRunner } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

const launcher = '/gantry/bin/launcher';
/** Fixed in the launcher, who switches to no other user; the Dockerfile makes it. */
const stepUid = 10_002;

/** Inside the image, where namespaces are not to be had: each step is another user, behind the launcher's filters and limits. */
export function launcherRunner(toolchain: Toolchain, { path = launcher, uid = stepUid } = {}): StepRunner {
  return {
    isolation: 'fargate',
    measuresCoverage: true,
    async start(request) {
      const { folders, program } = request;
      const places: StepPlaces = {
        ...folders,
        podImage: toolchain.podImage,
        node: toolchain.node,
        python: '/usr/bin/python3',
      };
      await chmod(folders.scratch, 0o1777);
      if (program.makesArtifact) await chmod(folders.artifact, 0o777);
      const killsBefore = outOfMemoryKills();
      const spawned = spawnStep([path, 'run', ...programCommand(request, places)], {
        cwd: folders.tree,
        env: stepEnvironment(places),
      });
      return {
        output: spawned.output,
        result: spawned.result,
        exited: spawned.exited.then((exit) => ({
          ...exit,
          isOutOfMemory: outOfMemoryKills() > killsBefore,
        })),
        watched: { kind: 'user', uid, launcher: path },
        heldBy: 'container',
        async destroy() {
          await killUser(path, uid);
          await spawned.exited;
        },
      };
    },
  };
}

/** The user is killed whole, again until nobody is left: one that forks meanwhile is caught by the next kill. */
async function killUser(path: string, uid: number): Promise<void> {
  for (;;) {
    spawnSync(path, ['kill'], { env: {}, timeout: 5_000 });
    if (pidsOfUser(uid).filter((pid) => isAlive(pid)).length === 0) return;
    await sleep(2);
  }
}
