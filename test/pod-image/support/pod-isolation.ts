import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Isolation } from '../../../core/wire/pod.ts';
import { installedBrowser } from '../../../pod-image/driver/installed-browser.ts';

/** The pod's program; a path and no import, because the pod is another world than this process. */
export const supervisorFile: string = fileURLToPath(new URL('../../../pod-image/main.ts', import.meta.url));

/** What keeps the pods of these suites apart: bubblewrap, and Docker in the project of that name. */
export const podIsolation: Isolation = process.env.GANTRY_TEST_POD === 'docker' ? 'docker' : 'bubblewrap';

const engine = process.env.DOCKER_HOST;
/** All that a supervisor under test gets from this environment. */
export const podEnvironment: Readonly<Record<string, string>> =
  podIsolation === 'docker' && engine !== undefined ? { DOCKER_HOST: engine } : {};

/** The browser of these pods: the image's own, or that of this machine; undefined where there is none. */
export const podBrowser: string | undefined = podIsolation === 'docker' ? 'image' : installedBrowser();

const probe = spawnSync(process.execPath, [supervisorFile, '--isolation', podIsolation, '--probe'], {
  env: podEnvironment,
  encoding: 'utf8',
});

/** True when a step really starts in it here; says so loudly when not, because the hostile builds are then not tried. */
export const isPodIsolated: boolean = probe.status === 0;
if (!isPodIsolated)
  console.warn(
    `SKIPPED: ${podIsolation} does not work here, so hostile builds are not tried. ${probe.stderr}`,
  );
