import { spawn } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { noUsage } from '../supervisor/process-tree.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import { killGroup, spawnStep } from './spawn-step.ts';
import type { StepPlaces, StepRequest, StepRunner } from './step-runner.ts';
import { findTool, type Toolchain } from './toolchain.ts';

const image = 'gantry-pod';
const stepUser = '10002:10002';

const places: StepPlaces = {
  tree: '/pod/tree',
  artifact: '/pod/artifact',
  scratch: '/pod/scratch',
  podImage: '/gantry/pod-image',
  node: '/usr/local/bin/node',
  python: '/usr/bin/python3',
};

/**
 * A container for every step, from the image and with no network; the supervisor stands outside. The engine's own limits hold memory and
 * processes, so usage is not sampled here.
 */
export function dockerRunner(_toolchain: Toolchain): StepRunner {
  const docker = findTool('docker') ?? 'docker';
  return {
    isolation: 'docker',
    measuresCoverage: true,
    async start(request) {
      const name = `gantry-pod-${process.pid}-${performance.now().toString(36).replace('.', '-')}`;
      const { folders, program } = request;
      // The container's user is another one than the supervisor's.
      await chmod(folders.scratch, 0o777);
      if (program.makesArtifact) await chmod(folders.artifact, 0o777);
      const spawned = spawnStep([docker, ...containerArguments(name, request)], { cwd: '/', env: dockerEnvironment() });
      const ended = spawned.exited.then(async (exit) => ({ ...exit, isOutOfMemory: await wasOutOfMemory(docker, name) }));
      return {
        output: spawned.output,
        result: Readable.from(readResultFile(ended, folders.scratch)),
        exited: ended,
        usage: () => noUsage,
        async destroy() {
          await run(docker, ['rm', '--force', '--volumes', name]);
          killGroup(spawned.pid);
          await ended;
        },
      };
    },
  };
}

function containerArguments(name: string, request: StepRequest): string[] {
  const { folders, limits, program } = request;
  const mount = (from: string, to: string, isReadOnly: boolean): string[] => [
    '--mount',
    `type=bind,src=${from},dst=${to}${isReadOnly ? ',readonly' : ''}`,
  ];
  const [file, ...args] = programCommand(request, places);
  const variables = Object.entries(stepEnvironment(places)).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  return [
    ...['run', '--name', name, '--init', '--network', 'none', '--read-only', '--user', stepUser],
    ...['--memory', String(limits.memory_bytes), '--memory-swap', String(limits.memory_bytes)],
    ...['--pids-limit', String(limits.processes), '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--log-driver', 'none', '--pull', 'never', '--workdir', places.tree, ...variables],
    ...mount(folders.tree, places.tree, true),
    ...mount(folders.scratch, places.scratch, false),
    ...mount(folders.artifact, places.artifact, !program.makesArtifact),
    ...['--entrypoint', file, image, ...args],
  ];
}

/** Which engine to talk to is the host's affair; nothing of this reaches the container. */
function dockerEnvironment(): Record<string, string> {
  const names = ['HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'XDG_RUNTIME_DIR'] as const;
  const present = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { PATH: '/usr/local/bin:/usr/bin:/bin', ...Object.fromEntries(present) };
}

async function wasOutOfMemory(docker: string, name: string): Promise<boolean> {
  return (await run(docker, ['inspect', '--format', '{{.State.OOMKilled}}', name])).trim() === 'true';
}

async function* readResultFile(ended: Promise<unknown>, scratch: string): AsyncGenerator<Buffer> {
  await ended;
  const bytes = await readFile(join(scratch, 'result.json')).catch(() => undefined);
  if (bytes !== undefined) yield bytes;
}

async function run(docker: string, args: readonly string[]): Promise<string> {
  const child = spawn(docker, args, { env: dockerEnvironment(), stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 });
  child.on('error', () => undefined);
  return await text(child.stdout);
}
