import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { PodLimits } from '../../core/wire/pod.ts';
import { killGroup, spawnStep } from './spawn-step.ts';
import type { RunningStep } from './step-runner.ts';

const image = 'gantry-pod';
/** How `docker run` ends when the engine, and nothing in a container, failed. */
const engineFailed = 125;
const stepLabel = 'gantry.step';
/** What a supervisor left that was killed: ended, and old enough to be nobody's. */
const removeLeftovers = [
  ...['container', 'prune', '--force'],
  ...['--filter', `label=${stepLabel}`, '--filter', 'until=15m'],
];

/** First process and guard: nobody in the container sees into either, as they could into an engine's own `--init`. */
const launcher = '/gantry/bin/launcher';

/** One container of the pod's image. */
export interface Container {
  readonly user: string;
  readonly limits: Pick<PodLimits, 'memory_bytes' | 'processes'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly workFolder: string;
  /** Folders of this machine, and where they are seen. */
  readonly mounts: readonly { readonly from: string; readonly to: string; readonly isReadOnly: boolean }[];
  /** How the launcher stands between the supervisor and the program. */
  readonly guard: 'guard' | 'link' | 'link-browser';
  readonly command: readonly string[];
}

/** A container that runs. */
export interface RunningContainer extends Pick<RunningStep, 'exited' | 'watched' | 'heldBy' | 'destroy'> {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
}

let containers = 0;

/** Starts a container without network. However this process dies, the guard in it sees its standard input end and ends everything. */
export function startContainer(docker: string, container: Container): RunningContainer {
  if (containers === 0) void run(docker, removeLeftovers);
  containers += 1;
  const name = `gantry-pod-${process.pid}-${containers}-${Date.now().toString(36)}`;
  const env = dockerEnvironment();
  const spawned = spawnStep([docker, ...runArguments(name, container)], { cwd: '/', env, stdin: 'pipe' });
  const [output, errors] = spawned.output as [Readable, Readable];
  const exited = spawned.exited.then(async (exit) => {
    if (exit.exitCode === engineFailed && !(await hasRun(docker, name)))
      throw new Error('The Docker engine did not start the step.');
    return { ...exit, isOutOfMemory: await wasOutOfMemory(docker, name) };
  });
  return {
    input: spawned.child.stdin as Writable,
    output,
    errors,
    exited,
    watched: { kind: 'container', docker, env, name },
    heldBy: 'container',
    async destroy() {
      // The guard ends by this also a container that the engine has not made yet.
      spawned.child.stdin?.destroy();
      // Before it is asked how it ended it may not be gone, unless it still runs.
      await run(docker, ['kill', name]);
      await exited;
      await run(docker, ['rm', '--force', '--volumes', name]);
      killGroup(spawned.pid);
    },
  };
}

function runArguments(name: string, container: Container): string[] {
  const { limits, user, guard, command } = container;
  const variables = Object.entries(container.environment).flatMap(([key, value]) => [
    '--env',
    `${key}=${value}`,
  ]);
  return [
    ...['run', '--interactive', '--name', name, '--label', stepLabel, '--pull', 'never'],
    ...['--log-driver', 'none', '--network', 'none'],
    ...['--read-only', '--user', user, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--memory', String(limits.memory_bytes), '--memory-swap', String(limits.memory_bytes)],
    ...['--pids-limit', String(limits.processes), '--ulimit', 'core=0', '--ulimit', 'nofile=1024:1024'],
    ...['--tmpfs', '/tmp:rw,nosuid,nodev,size=64m,mode=1777', '--workdir', container.workFolder],
    ...variables,
    ...container.mounts.flatMap(({ from, to, isReadOnly }) => [
      '--mount',
      `type=bind,src=${from},dst=${to}${isReadOnly ? ',readonly' : ''}`,
    ]),
    ...['--entrypoint', launcher, image, 'init', launcher, guard, ...command],
  ];
}

/** Which engine to talk to is the host's affair; nothing of this reaches the container. */
function dockerEnvironment(): Record<string, string> {
  const names = ['HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'XDG_RUNTIME_DIR'];
  const present = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH: '/usr/local/bin:/usr/bin:/bin', ...Object.fromEntries(present) };
}

/** What ran ends with a code of its own, which may be the same one. */
async function hasRun(docker: string, name: string): Promise<boolean> {
  const startedAt = (await run(docker, ['inspect', '--format', '{{.State.StartedAt}}', name])).trim();
  return startedAt !== '' && !startedAt.startsWith('0001-');
}

async function wasOutOfMemory(docker: string, name: string): Promise<boolean> {
  return (await run(docker, ['inspect', '--format', '{{.State.OOMKilled}}', name])).trim() === 'true';
}

async function run(docker: string, args: readonly string[]): Promise<string> {
  const child = spawn(docker, args, {
    env: dockerEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
  });
  child.on('error', () => undefined);
  return await text(child.stdout);
}
