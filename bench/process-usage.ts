import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The fields of `/proc/PID/stat` after the name, which may hold anything. */
const statOf = (pid: number): readonly string[] =>
  read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];

/** A process and all below it, by the kernel's list at this moment. */
export function treeOf(root: number): readonly number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(pids.map((pid) => [pid, Number(statOf(pid)[1])]));
  const found = [root];
  for (const pid of found) found.push(...pids.filter((other) => parents.get(other) === pid));
  return found;
}

const ticksASecond = 100;

/** Processor time of a process so far, in milliseconds. */
export function processorMsOf(pid: number): number {
  const stat = statOf(pid);
  return ((Number(stat[11]) || 0) + (Number(stat[12]) || 0)) * (1_000 / ticksASecond);
}

/** Memory that counts as an app's, in bytes: anonymous and shared, not the program's own file. */
export function appMemoryOf(pid: number): number {
  const status = read(`/proc/${pid}/status`);
  const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
  return (kib('RssAnon') + kib('RssShmem')) * 1_024;
}
