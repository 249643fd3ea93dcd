import { chmod } from 'node:fs/promises';
import { startContainer } from './docker-container.ts';
import { dockerInstruments } from './docker-instruments.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import { splitResult } from './split-result.ts';
import type { StepPlaces, StepRunner } from './step-runner.ts';
import { findTool } from './toolchain.ts';

const imageUser = '10002:10002';
const places: StepPlaces = {
  tree: '/pod/tree',
  artifact: '/pod/artifact',
  scratch: '/tmp',
  podImage: '/gantry/pod-image',
  node: '/usr/local/bin/node',
  python: '/usr/bin/python3',
};

/**
 * A container for every step, from the image and with no network; the supervisor stands outside. The engine's own limits hold memory and
 * processes; how much of them is used is asked of the engine, where it answers without TLS. The image has a browser, which is left alone without
 * `hasBrowser`.
 */
export function dockerRunner({ hasBrowser = false } = {}): StepRunner {
  const docker = findTool('docker') ?? 'docker';
  return {
    isolation: 'docker',
    measuresCoverage: true,
    instruments: hasBrowser ? dockerInstruments(docker, places) : undefined,
    async start(request) {
      const { folders, limits, program } = request;
      if (program.makesArtifact) await chmod(folders.artifact, 0o777);
      const container = startContainer(docker, {
        user: stepUser(),
        limits,
        environment: stepEnvironment(places),
        workFolder: places.tree,
        mounts: [
          { from: folders.tree, to: places.tree, isReadOnly: true },
          { from: folders.artifact, to: places.artifact, isReadOnly: !program.makesArtifact },
        ],
        guard: 'guard',
        command: programCommand(request, places),
      });
      const { output, result } = splitResult(container.errors);
      const { exited, watched, heldBy, destroy } = container;
      return { output: [container.output, output], result, exited, watched, heldBy, destroy };
    },
  };
}

/** The caller's own number where that is not root's, so that what a step writes can be taken away again. */
function stepUser(): string {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? imageUser : `${uid}:${process.getgid?.() ?? uid}`;
}
