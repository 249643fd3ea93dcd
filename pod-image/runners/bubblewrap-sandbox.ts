import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PodLimits } from '../../core/wire/pod.ts';
import { isAlive, startOf } from '../supervisor/process-tree.ts';
import type { ControlGroup, findControlGroups } from './control-group.ts';
import { killGroup, type SpawnedStep, spawnStep } from './spawn-step.ts';
import type { RunningStep } from './step-runner.ts';
import { systemCallFilter } from './system-call-filter.ts';
import { findTool, type Toolchain } from './toolchain.ts';

export const scratchBytes: number = 64 * 1024 * 1024;
const scratch = '/tmp';

/** One sandbox: who it runs as, what it sees beside the system, what it runs, and how much it may take. */
export interface Sandbox {
  readonly uid: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Arguments that show it more than the system's libraries. */
  readonly shown: readonly string[];
  readonly command: readonly string[];
  readonly limits: Pick<PodLimits, 'memory_bytes' | 'processes'>;
  readonly stdin?: 'pipe';
  /** Descriptor 4 is a pipe from it, beside 3. */
  readonly hasReturn?: true;
}

export interface SandboxDeps {
  readonly isRoot: boolean;
  readonly groups: ReturnType<typeof findControlGroups>;
}

/** A sandbox that runs. */
export type RunningSandbox = Pick<RunningStep, 'output' | 'exited' | 'watched' | 'heldBy' | 'destroy'> &
  Pick<SpawnedStep, 'child' | 'result'>;

/**
 * Starts a program in namespaces of its own (users, processes, network, ...), with a root that is read-only and holds the system's libraries and
 * what it is shown, and nothing else. It dies with this process.
 */
export function startSandbox({ isRoot, groups }: SandboxDeps, sandbox: Sandbox): RunningSandbox {
  const group = groups?.make(sandbox.limits);
  const filter = systemCallFilter(process.arch);
  const command: [string, ...string[]] = [
    findTool('bwrap') ?? 'bwrap',
    ...namespaceArguments(sandbox, isRoot),
    ...(filter === undefined ? [] : ['--seccomp', '6']),
    ...systemArguments(),
    ...sandbox.shown,
    ...limitArguments(sandbox, isRoot),
    ...sandbox.command,
  ];
  const spawned = spawnStep(group?.wrap(command) ?? command, {
    cwd: '/',
    env: { ...sandbox.environment },
    stdin: sandbox.stdin ?? 'ignore',
    extra: [sandbox.hasReturn === true ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const descriptors = spawned.child.stdio as readonly unknown[];
  const filterChannel = descriptors[6] as Writable;
  filterChannel.on('error', () => undefined).end(filter ?? '');
  return runningSandbox(spawned, readInit(descriptors[5] as Readable), group);
}

function runningSandbox(
  spawned: SpawnedStep,
  init: Promise<NamespaceInit | undefined>,
  group: ControlGroup | undefined,
): RunningSandbox {
  return {
    child: spawned.child,
    output: spawned.output,
    result: spawned.result,
    exited: spawned.exited.then((exit) => ({ ...exit, isOutOfMemory: group?.wasOutOfMemory() ?? false })),
    watched: {
      kind: 'tree',
      pid: spawned.pid,
      startedAt: startOf(spawned.pid),
      controlGroup: group?.folder,
    },
    heldBy: group === undefined ? 'looks' : 'control-group',
    async destroy() {
      // When the namespace's first process dies the kernel kills all others, and it is not dead before they are.
      const first = await init;
      if (first === undefined) killGroup(spawned.pid);
      else killProcess(first);
      await spawned.exited;
      while (first !== undefined && isAlive(first.pid, first.startedAt)) await sleep(1);
      group?.remove();
    },
  };
}

interface NamespaceInit {
  readonly pid: number;
  /** Tells it from another process that gets its number after it. */
  readonly startedAt: string | undefined;
}

/** What bubblewrap says on its information descriptor; undefined when it failed before it made a namespace. */
async function readInit(info: Readable): Promise<NamespaceInit | undefined> {
  const said = await text(info).catch(() => '');
  const pid = Number(said.match(/"child-pid"\s*:\s*(\d+)/)?.[1]);
  return pid > 1 ? { pid, startedAt: startOf(pid) } : undefined;
}

function killProcess({ pid, startedAt }: NamespaceInit): void {
  if (!isAlive(pid, startedAt)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}

function namespaceArguments({ uid, environment }: Sandbox, isRoot: boolean): string[] {
  const common = ['--die-with-parent', '--new-session', '--hostname', 'pod', '--info-fd', '5', '--clearenv'];
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]);
  const namespaces = isRoot
    ? ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try']
    : ['--unshare-all', '--uid', String(uid), '--gid', String(uid)];
  return [...common, ...variables, ...namespaces];
}

/** Shows core/ beside pod-image/, as both lie here, and the manifest that makes them modules. */
export function coreArguments({ podImage }: Pick<Toolchain, 'podImage'>): string[] {
  const root = dirname(podImage);
  return [
    ...['--ro-bind', join(root, 'core'), '/gantry/core'],
    ...['--ro-bind', join(root, 'package.json'), '/gantry/package.json'],
  ];
}

/** Folders of bubblewrap's own are closed to others, unless it is told. */
export const openFolders = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => ['--perms', '0755', '--dir', path]);

function systemArguments(): string[] {
  const libraries = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'].flatMap(bindOrLink);
  const tools = ['setpriv', 'prlimit'].flatMap((name) => {
    const path = findTool(name);
    return path === undefined ? [] : ['--ro-bind', realpathSync(path), `/usr/bin/${name}`];
  });
  return [
    ...openFolders(['/usr', '/usr/bin', '/etc']),
    ...libraries,
    ...tools,
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...deviceArguments(),
    ...['--size', String(scratchBytes), '--perms', '1777', '--tmpfs', scratch],
  ];
}

/** All but /dev/zero: a shared mapping of it is memory that no process has to keep mapped. */
function deviceArguments(): string[] {
  const devices = ['null', 'full', 'random', 'urandom', 'tty'].flatMap((name) => [
    '--dev-bind',
    `/dev/${name}`,
    `/dev/${name}`,
  ]);
  const links = ['fd', 'fd/0', 'fd/1', 'fd/2'].flatMap((target, index) => [
    '--symlink',
    `/proc/self/${target}`,
    `/dev/${['fd', 'stdin', 'stdout', 'stderr'][index]}`,
  ]);
  const shared = ['--size', '1048576', '--perms', '1777', '--tmpfs', '/dev/shm'];
  return ['--perms', '0755', '--tmpfs', '/dev', ...devices, ...links, ...shared, '--remount-ro', '/dev'];
}

/** /lib is a link into /usr on merged systems and a folder on others. */
function bindOrLink(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path];
}

/** Run inside, where the kernel counts the sandbox's own processes only. */
function limitArguments({ limits, uid }: Sandbox, isRoot: boolean): string[] {
  const keptForSwitch = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name]);
  const asUser = ['--reuid', '--regid'].flatMap((flag) => [flag, String(uid)]);
  const dropAll = ['--clear-groups', '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs'];
  const capabilities = ['--cap-drop', 'ALL', ...(isRoot ? keptForSwitch : [])];
  const user = isRoot ? ['/usr/bin/setpriv', ...asUser, ...dropAll] : [];
  const rules = [
    `--nproc=${limits.processes}:${limits.processes}`,
    '--nofile=1024:1024',
    `--fsize=${scratchBytes}:${scratchBytes}`,
    '--core=0:0',
  ];
  const limit = findTool('prlimit') === undefined ? [] : ['/usr/bin/prlimit', ...rules];
  return [...capabilities, ...user, ...limit];
}
