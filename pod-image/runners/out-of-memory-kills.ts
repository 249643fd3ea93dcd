import { readFileSync } from 'node:fs';

/** Where a container sees what its own control group counts: version 2, then version 1. */
const counters = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];

/**
 * How many processes of this container the kernel has ended for memory; 0 where it does not say. The victim may be a child whose parent
 * lives on and ends with an exit code like any other.
 */
export function outOfMemoryKills(): number {
  for (const path of counters) {
    const count = /^oom_kill (\d+)$/m.exec(readText(path))?.[1];
    if (count !== undefined) return Number(count);
  }
  return 0;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
