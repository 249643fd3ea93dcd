import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAlive, startOf } from '../../pod-image/supervisor/process-tree.ts';
import { workFolderPrefix } from './work-folders.ts';

/**
 * Ends sandboxes that an earlier process of this home left when it was killed: those that were just being made may wait for a parent for ever.
 * Ours are only those whose command line names a work folder of this home, and that began before `startedBefore`, in clock ticks: before this
 * process, of which a home has one at a time. Answers how many there were. Linux only; elsewhere there are none.
 */
export function sweepSandboxes(home: string, startedBefore = Number(startOf(process.pid) ?? 0)): number {
  if (process.platform !== 'linux') return 0;
  const prefix = workFolderPrefix(home);
  const left = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), startedAt: startOf(Number(name)) }))
    .filter(({ startedAt }) => startedAt !== undefined && Number(startedAt) < startedBefore)
    .filter(({ pid }) => isSandboxOf(pid, prefix));
  for (const { pid, startedAt } of left) kill(pid, startedAt);
  return left.length;
}

function isSandboxOf(pid: number, prefix: string): boolean {
  const [program = '', ...words] = commandLine(pid);
  return basename(program) === 'bwrap' && words.some((word) => word.startsWith(prefix));
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The number may be another process's by now. */
function kill(pid: number, startedAt: string | undefined): void {
  if (!isAlive(pid, startedAt)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile, or another user's.
  }
}
