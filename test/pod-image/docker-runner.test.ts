import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { defaultPodLimits } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../../pod-image/programs/pod-program.ts';
import { dockerRunner } from '../../pod-image/runners/docker-runner.ts';
import { findTool } from '../../pod-image/runners/toolchain.ts';

const hasClient = findTool('docker') !== undefined;
if (!hasClient) console.warn('SKIPPED: what an engine that is gone does to a step, for want of docker');

const program: ProcessProgram = {
  kind: 'process',
  engine: 'node',
  script: undefined,
  nodeFlags: [],
  makesArtifact: false,
  mustGiveResult: false,
  needsAddons: false,
  inputs: () => ({ paths: [] }),
};

it.skipIf(!hasClient)(
  'a step that no engine started failed for nobody’s code, and has no exit code',
  async () => {
    vi.stubEnv('DOCKER_HOST', `unix://${join(tmpdir(), 'gantry-no-engine.sock')}`);
    const folder = (): string => mkdtempSync(join(tmpdir(), 'gantry-step-'));
    const running = await dockerRunner().start({
      program,
      inputs: [],
      packages: [],
      folders: { tree: folder(), artifact: folder(), scratch: folder() },
      limits: defaultPodLimits,
    });
    await expect(running.exited).rejects.toThrow('The Docker engine did not start the step.');
    await expect(running.destroy()).rejects.toThrow();
    vi.unstubAllEnvs();
  },
);
