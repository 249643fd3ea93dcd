import type { Isolation } from '../../core/wire/pod.ts';
import { installedBrowser } from '../driver/installed-browser.ts';
import { bubblewrapRunner } from './bubblewrap-runner.ts';
import { dockerRunner } from './docker-runner.ts';
import { imageBrowser } from './instrument-command.ts';
import { launcherRunner } from './launcher-runner.ts';
import { nodePermissionRunner } from './node-permission-runner.ts';
import type { StepRunner } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

/** The runner that keeps steps apart under an isolation; on Fargate the image's launcher does. `browser` is a path, `none`, or left out for the one that is there. */
export function makeRunner(isolation: Isolation, toolchain: Toolchain, browser?: string): StepRunner {
  switch (isolation) {
    case 'fargate':
      return launcherRunner(toolchain, {
        browser: browser === 'none' ? undefined : (browser ?? imageBrowser),
      });
    case 'docker':
      return dockerRunner({ hasBrowser: browser !== 'none' });
    case 'bubblewrap':
      return bubblewrapRunner(toolchain, {
        browser: browser === 'none' ? undefined : (browser ?? installedBrowser()),
      });
    case 'node-permission':
      return nodePermissionRunner(toolchain, browser === 'none' ? undefined : browser);
    default:
      return isolation satisfies never;
  }
}
