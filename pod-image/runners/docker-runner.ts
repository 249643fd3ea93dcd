import { spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { programCommand, stepEnvironment } from './program-command.ts';
import { killGroup, spawnStep } from './spawn-step.ts';
import { splitResult } from './split-result.ts';
import type { StepPlaces, StepRequest, StepRunner } from './step-runner.ts';
import { findTool } from './toolchain.ts';

const image = 'gantry-pod';
const imageUser = '10002:10002';
const places: StepPlaces = {
  tree: '/pod/tree',
  artifact: '/pod/artifact',
  scratch: '/tmp',
  podImage: '/gantry/pod-image',
  node: '/usr/local/bin/node',
  python: '/usr/bin/python3',
};

/** How `docker run` ends when the engine, and nothing in a container, failed. */
const engineFailed = 125;
const stepLabel = 'gantry.step';
/** What a supervisor left that was killed: ended, and old enough to be nobody's. */
const removeLeftovers = [
  ...['container', 'prune', '--force'],
  ...['--filter', `label=${stepLabel}`, '--filter', 'until=15m'],
];

/**
 * A container for every step, from the image and with no network; the supervisor stands outside. The engine's own limits hold memory and
 * processes; how much of them is used is asked of the engine, where it answers without TLS. However the supervisor dies, the guard in the
 * container sees its standard input end and ends everything.
 */
export function dockerRunner(): StepRunner {
  const docker = findTool('docker') ?? 'docker';
  let steps = 0;
  return {
    isolation: 'docker',
    measuresCoverage: true,
    async start(request) {
      if (steps === 0) void run(docker, removeLeftovers);
      steps += 1;
      const name = `gantry-pod-${process.pid}-${steps}-${Date.now().toString(36)}`;
      if (request.program.makesArtifact) await chmod(request.folders.artifact, 0o777);
      const command: [string, ...string[]] = [docker, ...containerArguments(name, request)];
      const spawned = spawnStep(command, { cwd: '/', env: dockerEnvironment(), stdin: 'pipe' });
      const [standardOutput, standardError] = spawned.output as [Readable, Readable];
      const { output, result } = splitResult(standardError);
      const exited = spawned.exited.then(async (exit) => {
        if (exit.exitCode === engineFailed && !(await hasRun(docker, name)))
          throw new Error('The Docker engine did not start the step.');
        return { ...exit, isOutOfMemory: await wasOutOfMemory(docker, name) };
      });
      return {
        output: [standardOutput, output],
        result,
        exited,
        watched: { kind: 'container', docker, env: dockerEnvironment(), name },
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
    },
  };
}

/** First process and guard: nobody in the container sees into either, as they could into an engine's own `--init`. */
const launcher = '/gantry/bin/plain-launcher';

function containerArguments(name: string, request: StepRequest): string[] {
  const { folders, limits, program } = request;
  const [file, ...args] = programCommand(request, places);
  const variables = Object.entries(stepEnvironment(places)).flatMap(([key, value]) => [
    '--env',
    `${key}=${value}`,
  ]);
  return [
    ...[
      'run',
      '--interactive',
      '--name',
      name,
      '--pull',
      'never',
      '--log-driver',
      'none',
      '--network',
      'none',
    ],
    ...['--read-only', '--user', stepUser(), '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--memory', String(limits.memory_bytes), '--memory-swap', String(limits.memory_bytes)],
    ...['--pids-limit', String(limits.processes), '--ulimit', 'core=0', '--ulimit', 'nofile=1024:1024'],
    ...[
      '--tmpfs',
      `${places.scratch}:rw,nosuid,nodev,size=64m,mode=1777`,
      '--workdir',
      places.tree,
      ...variables,
    ],
    ...mount(folders.tree, places.tree, true),
    ...mount(folders.artifact, places.artifact, !program.makesArtifact),
    ...['--entrypoint', launcher, image, 'init', launcher, 'guard', file, ...args],
  ];
}

function mount(from: string, to: string, isReadOnly: boolean): string[] {
  return ['--mount', `type=bind,src=${from},dst=${to}${isReadOnly ? ',readonly' : ''}`];
}

/** The caller's own number where that is not root's, so that what a step writes can be taken away again. */
function stepUser(): string {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? imageUser : `${uid}:${process.getgid?.() ?? uid}`;
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
