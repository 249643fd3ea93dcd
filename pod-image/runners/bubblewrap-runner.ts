import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startOf } from '../supervisor/process-tree.ts';
import { type ControlGroup, findControlGroups, placeOfThisProcess } from './control-group.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import { killGroup, type SpawnedStep, spawnStep } from './spawn-step.ts';
import type { RunningStep, StepPlaces, StepRequest, StepRunner } from './step-runner.ts';
import { systemCallFilter } from './system-call-filter.ts';
import { findTool, type Toolchain } from './toolchain.ts';

const scratchBytes = 64 * 1024 * 1024;

const places: StepPlaces = {
  tree: '/pod/tree',
  artifact: '/pod/artifact',
  scratch: '/tmp',
  podImage: '/gantry/pod-image',
  node: '/gantry/node',
  python: '/usr/bin/python3',
};

/**
 * Namespaces of its own for every step (users, processes, network, ...), a root that is read-only and holds Node, the system's
 * libraries and the app, and nothing else. The supervisor stands outside. Linux only; works as root and not.
 */
export function bubblewrapRunner(toolchain: Toolchain, groupPlace = placeOfThisProcess()): StepRunner {
  const isRoot = process.getuid?.() === 0;
  // As root a user namespace would map to the host's root: a real other user is stronger, and is what the process limit counts.
  const stepUid = isRoot ? 20_000 + (process.pid % 40_000) : 1_000;
  const filter = systemCallFilter(process.arch);
  let groups: { readonly found: ReturnType<typeof findControlGroups> } | undefined;
  return {
    isolation: 'bubblewrap',
    measuresCoverage: true,
    async start(request) {
      if (isRoot) await chown(request.folders.artifact, stepUid, stepUid);
      groups ??= { found: findControlGroups(groupPlace) };
      const group = groups.found?.make(request.limits);
      const command: [string, ...string[]] = [
        findTool('bwrap') ?? 'bwrap',
        ...namespaceArguments(isRoot, stepUid),
        ...(filter === undefined ? [] : ['--seccomp', '5']),
        ...systemArguments(),
        ...appArguments(request, toolchain),
        ...limitArguments(request, isRoot, stepUid),
        ...programCommand(request, places),
      ];
      const spawned = spawnStep(group?.wrap(command) ?? command, {
        cwd: '/',
        env: stepEnvironment(places),
        extra: ['pipe', 'pipe'],
      });
      const filterChannel = (spawned.child.stdio as readonly unknown[])[5] as Writable;
      filterChannel.on('error', () => undefined).end(filter ?? '');
      return runningStep(spawned, group);
    },
  };
}

function runningStep(spawned: SpawnedStep, group: ControlGroup | undefined): RunningStep {
  const init = readInit(spawned.child.stdio[4] as Readable);
  return {
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

function namespaceArguments(isRoot: boolean, stepUid: number): string[] {
  const common = ['--die-with-parent', '--new-session', '--hostname', 'pod', '--info-fd', '4', '--clearenv'];
  const variables = Object.entries(stepEnvironment(places)).flatMap(([name, value]) => [
    '--setenv',
    name,
    value,
  ]);
  const namespaces = isRoot
    ? ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try']
    : ['--unshare-all', '--uid', String(stepUid), '--gid', String(stepUid)];
  return [...common, ...variables, ...namespaces];
}

function systemArguments(): string[] {
  const folders = ['/usr', '/usr/bin', '/etc', '/gantry', '/pod', '/pod/node_modules'].flatMap((path) => [
    '--perms',
    '0755',
    '--dir',
    path,
  ]);
  const libraries = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'].flatMap(bindOrLink);
  const python = existsSync(places.python) ? ['--ro-bind', realpathSync(places.python), places.python] : [];
  const tools = ['setpriv', 'prlimit'].flatMap((name) => {
    const path = findTool(name);
    return path === undefined ? [] : ['--ro-bind', realpathSync(path), `/usr/bin/${name}`];
  });
  return [
    ...folders,
    ...libraries,
    ...python,
    ...tools,
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...deviceArguments(),
    ...['--size', String(scratchBytes), '--perms', '1777', '--tmpfs', places.scratch],
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

function appArguments({ program, packages, folders }: StepRequest, toolchain: Toolchain): string[] {
  const bindArtifact = program.makesArtifact ? '--bind' : '--ro-bind';
  // Without it no process finds another one's memory or descriptors: all of a step's are of one user.
  const processes = program.collectsApart === true ? ['--dir', '/proc'] : ['--proc', '/proc'];
  return [
    ...processes,
    ...['--ro-bind', toolchain.node, places.node],
    ...['--ro-bind', toolchain.podImage, places.podImage],
    ...['--ro-bind', toolchain.nodeModules, '/gantry/node_modules'],
    ...packages.flatMap((name) => [
      '--ro-bind',
      `${toolchain.nodeModules}/${name}`,
      `/pod/node_modules/${name}`,
    ]),
    ...['--ro-bind', folders.tree, places.tree, bindArtifact, folders.artifact, places.artifact],
    ...['--chdir', places.tree, '--remount-ro', '/'],
  ];
}

/** Run inside, where the kernel counts the step's own processes only. */
function limitArguments({ limits }: StepRequest, isRoot: boolean, stepUid: number): string[] {
  const keptForSwitch = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name]);
  const asUser = ['--reuid', '--regid'].flatMap((flag) => [flag, String(stepUid)]);
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
