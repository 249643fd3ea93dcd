import { spawnSync } from 'node:child_process';
import { supervisorFile } from './pod-fixture.ts';

const probe = spawnSync(process.execPath, [supervisorFile, '--isolation', 'bubblewrap', '--probe'], {
  env: {},
  encoding: 'utf8',
});

/** True when a step really starts in bubblewrap here; says so loudly when not, because the hostile builds are then not tried. */
export const hasBubblewrap: boolean = probe.status === 0;
if (!hasBubblewrap)
  console.warn(`SKIPPED: bubblewrap does not work here, so hostile builds are not tried. ${probe.stderr}`);
