import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PodLimits } from '../../core/wire/pod.ts';
import { isAlive, type Usage } from '../supervisor/process-tree.ts';

/** Bubblewrap's own two processes are in the group as well. */
const ownProcesses = 2;
const enter = 'echo 0 > "$1/cgroup.procs" && shift && exec "$@"';

/** A group of the kernel's (cgroup v2) that holds all memory and processes of one step, also memory that no process has mapped. */
export interface ControlGroup {
  readonly folder: string;
  /** The same command, started inside the group: nothing of it ever runs outside. */
  readonly wrap: (command: readonly [string, ...string[]]) => [string, ...string[]];
  /** True when the kernel has ended something of it for memory. */
  readonly wasOutOfMemory: () => boolean;
  /** Takes the group away; everything in it is dead. */
  readonly remove: () => void;
}

/** Where a process may make groups below itself. */
export interface ControlGroupPlace {
  readonly mount: string;
  /** What `/proc/self/cgroup` says. */
  readonly own: string;
}

export const placeOfThisProcess = (): ControlGroupPlace => ({
  mount: '/sys/fs/cgroup',
  own: textOf('/proc/self/cgroup'),
});

/**
 * Finds where groups can be made with limits that hold: the nearest group above this process, itself left out, that hands on memory and
 * processes and that it may write, as root or because the group was delegated to its user. Undefined where there is none; leaves behind nothing.
 */
export function findControlGroups({ mount, own }: ControlGroupPlace):
  | {
      readonly make: (limits: Pick<PodLimits, 'memory_bytes' | 'processes'>) => ControlGroup;
    }
  | undefined {
  const path = /^0::(\/.*)$/m.exec(own)?.[1];
  if (path === undefined || !existsSync(join(mount, 'cgroup.controllers'))) return undefined;
  const parent = ancestors(path)
    .map((ancestor) => join(mount, ancestor))
    .find((folder) => handsOnBoth(folder) && holdsProbe(folder));
  if (parent === undefined) return undefined;
  removeLeftovers(parent);
  let made = 0;
  return {
    make(limits) {
      made += 1;
      const folder = makeGroup(parent, made, limits);
      return {
        folder,
        wrap: (command) => ['/bin/sh', '-c', enter, 'sh', folder, ...command],
        wasOutOfMemory: () => countOf(join(folder, 'memory.events'), 'oom_kill') > 0,
        remove: () => removeGroup(folder),
      };
    },
  };
}

/** What a group uses now, but pages of files that can be dropped at any time. */
export function usageOfControlGroup(folder: string): Usage {
  const files = countOf(join(folder, 'memory.stat'), 'inactive_file');
  const memoryBytes = Math.max(0, Number(textOf(join(folder, 'memory.current'))) - files);
  return { memoryBytes, processes: Math.max(0, Number(textOf(join(folder, 'pids.current'))) - ownProcesses) };
}

/** Kills all that is in a group at once, where the kernel can (5.14). */
export function endControlGroup(folder: string): void {
  tryWrite(join(folder, 'cgroup.kill'), '1');
}

/** From the group above to the root: a group that holds processes hands on no limits, unless it is the root. */
function ancestors(path: string): string[] {
  if (path === '/') return ['/'];
  const above = dirname(path);
  return above === '/' ? ['/'] : [above, ...ancestors(above)];
}

const handsOnBoth = (folder: string): boolean => {
  const controllers = textOf(join(folder, 'cgroup.subtree_control')).trim().split(/\s/);
  return controllers.includes('memory') && controllers.includes('pids');
};

/** Tries with a process that ends at once: who may make a group may still not move into it. */
function holdsProbe(parent: string): boolean {
  try {
    const folder = makeGroup(parent, 0, { memory_bytes: 64 * 1024 * 1024, processes: 8 });
    const entered = spawnSync('/bin/sh', ['-c', enter, 'sh', folder, '/bin/true'], {
      env: {},
      timeout: 5_000,
    });
    removeGroup(folder);
    return entered.status === 0;
  } catch {
    return false;
  }
}

function makeGroup(
  parent: string,
  number: number,
  limits: Pick<PodLimits, 'memory_bytes' | 'processes'>,
): string {
  const folder = join(parent, `gantry-${process.pid}-${number}`);
  mkdirSync(folder);
  try {
    writeFileSync(join(folder, 'memory.max'), String(limits.memory_bytes));
    writeFileSync(join(folder, 'pids.max'), String(limits.processes + ownProcesses));
    // A kernel without swap has no such file, and nothing to limit.
    tryWrite(join(folder, 'memory.swap.max'), '0');
    tryWrite(join(folder, 'memory.oom.group'), '1');
    return folder;
  } catch (error) {
    removeGroup(folder);
    throw error;
  }
}

/** Those of supervisors that were killed: their steps died with them, and an empty group is all that is left. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^gantry-(\d+)-\d+$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) removeGroup(join(parent, name));
  }
}

function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not yet empty: the next supervisor takes it away.
  }
}

function tryWrite(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'r+' });
  } catch {
    // Not there, or not ours.
  }
}

const countOf = (file: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(textOf(file))?.[1] ?? 0);

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
