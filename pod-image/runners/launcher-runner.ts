import { chmod } from 'node:fs/promises';
import { killUser, launcherInstruments } from './launcher-instruments.ts';
import { isHeldByContainer, outOfMemoryKills } from './out-of-memory-kills.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import { spawnStep } from './spawn-step.ts';
import type { StepPlaces, StepRunner } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

const launcher = '/gantry/bin/launcher';
/** Fixed in the launcher, which knows no others; the Dockerfile makes it. */
const stepUid = 10_002;

/** Inside the image, where namespaces are not to be had: each step is another user, behind the launcher's filters and limits. */
export function launcherRunner(
  toolchain: Toolchain,
  { path = launcher, uid = stepUid, browser }: LauncherOptions = {},
): StepRunner {
  const launch = { path, stepUid: uid };
  return {
    instruments: browser === undefined ? undefined : launcherInstruments(toolchain, { ...launch, browser }),
    isolation: 'fargate',
    measuresCoverage: true,
    async start(request) {
      const { folders, limits, program } = request;
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
        watched: { kind: 'user', uid, launcher: path, kill: 'kill' },
        heldBy: isHeldByContainer(limits.memory_bytes) ? 'container' : 'looks',
        async destroy() {
          await killUser(path, 'kill', uid);
          await spawned.exited;
        },
      };
    },
  };
}

interface LauncherOptions {
  readonly path?: string;
  readonly uid?: number;
  readonly browser?: string | undefined;
}
