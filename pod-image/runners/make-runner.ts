import type { Isolation } from '../../core/wire/pod.ts';
import { bubblewrapRunner } from './bubblewrap-runner.ts';
import { dockerRunner } from './docker-runner.ts';
import { launcherRunner } from './launcher-runner.ts';
import { nodePermissionRunner } from './node-permission-runner.ts';
import type { StepRunner } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

/** The runner that keeps steps apart under an isolation; on Fargate the image's launcher does. `browser` is where apps are tried in one. */
export function makeRunner(isolation: Isolation, toolchain: Toolchain, browser?: string): StepRunner {
  switch (isolation) {
    case 'fargate':
      return launcherRunner(toolchain);
    case 'docker':
      return dockerRunner();
    case 'bubblewrap':
      return bubblewrapRunner(toolchain, { browser });
    case 'node-permission':
      return nodePermissionRunner(toolchain);
    default:
      return isolation satisfies never;
  }
}
