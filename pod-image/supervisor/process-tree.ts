import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Usage {
  readonly memoryBytes: number;
  readonly processes: number;
}

export const noUsage: Usage = { memoryBytes: 0, processes: 0 };

/** What a pipe holds for its two ends where a user has many of them; the first 64 MB of a user's pipes may be fuller. */
const perDescriptor = 4_096;
/** Twice what a socket may send unread, as the kernel rounds it. */
const perSocket = 425_984;
/** Programs that talk to their children have a few, and they are empty. */
const freeSockets = 64;

/**
 * What a process and all its descendants use now. Memory is resident and not backed by files, so that libraries that processes share do
 * not count once each, with what the kernel keeps for them: page tables, and what pipes and sockets can hold unread. Processes counts
 * threads, as the kernel's limit does. One that vanishes meanwhile counts nothing.
 */
export function usageOfTree(rootPid: number): Usage {
  if (process.platform !== 'linux') return usageByPs(rootPid);
  const pids = descendants(rootPid);
  const used = sum(pids);
  const inSockets = Math.max(0, socketsAround(pids.at(-1) ?? rootPid, rootPid) - freeSockets) * perSocket;
  return { ...used, memoryBytes: used.memoryBytes + inSockets };
}

/** The sockets of a step's own network namespace; 0 where it shares that of the process it was started by. */
function socketsAround(pid: number, rootPid: number): number {
  if (namespaceOf(pid) === namespaceOf(rootPid)) return 0;
  return (readProc(`${pid}/net/unix`)?.split('\n').length ?? 2) - 2;
}

function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

/** What every process of a user uses now (Linux only): the tree that a daemon cannot leave by forking. */
export function usageOfUser(uid: number): Usage {
  return sum(pidsOfUser(uid));
}

export function pidsOfUser(uid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => readStatus(pid)?.uid === uid);
}

/** False for a process that is gone, dead and not yet collected, or another than the one that started then. */
export function isAlive(pid: number, startedAt?: string): boolean {
  const [state] = statOf(pid) ?? ['X'];
  return state !== 'Z' && state !== 'X' && (startedAt === undefined || startOf(pid) === startedAt);
}

/** When a process started, in clock ticks since boot; undefined when it is gone. */
export const startOf = (pid: number): string | undefined => statOf(pid)?.[19];

/** The fields behind the process's name, which may hold spaces and brackets itself. */
function statOf(pid: number): string[] | undefined {
  const text = readProc(`${pid}/stat`);
  return text?.slice(text.lastIndexOf(') ') + 2).split(' ');
}

/** A process's children, by every thread of it; empty when it is gone. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((tid) =>
      (readProc(`${pid}/task/${tid}/children`) ?? '').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function descendants(rootPid: number): number[] {
  const found = [rootPid];
  // The list grows while it is walked.
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
}

function sum(pids: readonly number[]): Usage {
  let memoryBytes = 0;
  let processes = 0;
  for (const pid of pids) {
    const status = readStatus(pid);
    memoryBytes += status?.memoryBytes ?? 0;
    processes += status?.threads ?? 0;
  }
  return { memoryBytes, processes };
}

function readStatus(pid: number): { uid: number; threads: number; memoryBytes: number } | undefined {
  const text = readProc(`${pid}/status`);
  if (text === undefined) return undefined;
  const field = (name: string): number =>
    Number(text.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
  return {
    uid: field('Uid'),
    threads: field('Threads'),
    memoryBytes:
      (field('RssAnon') + field('RssShmem') + field('VmPTE')) * 1024 + field('FDSize') * perDescriptor,
  };
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return undefined;
  }
}

/** Where there is no /proc only weak isolation runs, whose steps cannot fork: one process is the whole tree. */
function usageByPs(pid: number): Usage {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8', timeout: 1_000 });
  const kilobytes = Number.parseInt(stdout ?? '', 10);
  return Number.isNaN(kilobytes) ? noUsage : { memoryBytes: kilobytes * 1024, processes: 1 };
}
