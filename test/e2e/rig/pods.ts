import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const bubblewrapArguments = ['--unshare-all', '--ro-bind', '/', '/', 'true'];
const worksHere = (): boolean => spawnSync('bwrap', bubblewrapArguments, { stdio: 'ignore' }).status === 0;
/** Where pods are isolated by nothing better than Node's permission model, hostile builds are not tried. */
export const isWeaklyIsolated: boolean =
  process.env.GANTRY_ISOLATION === 'node-permission' || (!process.env.GANTRY_ISOLATION && !worksHere());
if (isWeaklyIsolated) console.warn('SKIPPED: no bubblewrap works here, so no hostile build runs end to end');

const procText = (pid: number, name: 'cmdline' | 'environ'): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const processes = (): number[] =>
  process.platform === 'linux'
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    : [];

/**
 * Supervisors of the pods of one product, by its home folder; none are seen anywhere but on Linux. The one that is kept ready for
 * the next pod has neither order nor name, and is none.
 */
export const supervisorsOf = (home: string): number[] =>
  processes().filter((pid) => {
    const line = procText(pid, 'cmdline');
    if (line.startsWith('gantry-pod ')) return procText(pid, 'environ').includes(home);
    return line.includes('pod-image/main.ts') && line.includes(home);
  });

/** Waits until something is so; what never comes is an error and not a measurement. */
export async function eventually(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let looks = 0; looks < 600; looks += 1) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error(`it did not come that ${what}`);
}
