import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const bubblewrapArguments = ['--unshare-all', '--ro-bind', '/', '/', 'true'];
export const hasBubblewrap: boolean =
  spawnSync('bwrap', bubblewrapArguments, { stdio: 'ignore' }).status === 0;
if (!hasBubblewrap)
  console.warn('SKIPPED: bubblewrap does not work here, so no hostile build runs end to end');

const commandLine = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** Supervisors of the pods of one product, by its home folder; Linux only. */
export const supervisorsOf = (home: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes('pod-image/main.ts') && commandLine(pid).includes(home));

/** Waits until something is so; what never comes is an error and not a measurement. */
export async function eventually(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let looks = 0; looks < 600; looks += 1) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error(`it did not come that ${what}`);
}
