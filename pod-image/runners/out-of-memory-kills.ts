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

const memoryLimits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/** Whether this container has no more memory than a step may take: else what holds a step is that somebody looks. */
export function isHeldByContainer(limitBytes: number): boolean {
  const limit = memoryLimits.map(readText).find((text) => text !== '');
  return Number(limit ?? 'max') <= limitBytes;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
