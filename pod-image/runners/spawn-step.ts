import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { StepExit } from './step-runner.ts';

export interface SpawnedStep {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly output: readonly Readable[];
  /** File descriptor 3 of the step, read end. */
  readonly result: Readable;
  readonly exited: Promise<StepExit>;
}

/**
 * Starts a command with no input to read, the given environment and nothing of ours, as the head of its own process group. Descriptor 3 is the
 * result channel; `extra` become 4, 5, ...
 */
export function spawnStep(
  command: readonly [string, ...string[]],
  options: {
    readonly cwd: string;
    readonly env: Record<string, string>;
    readonly extra?: readonly ('pipe' | 'ignore' | number)[];
    /** `pipe`: a standard input that says nothing and ends with this process. */
    readonly stdin?: 'ignore' | 'pipe';
  },
): SpawnedStep {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe', 'pipe', ...(options.extra ?? [])],
  });
  child.stdin?.on('error', () => undefined);
  const exited = new Promise<StepExit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, isOutOfMemory: false }));
    child.once('error', (error) => {
      child.stderr?.push(`${error.message}\n`);
      resolve({ exitCode: 127, signal: null, isOutOfMemory: false });
    });
  });
  const readable = (index: number): Readable => child.stdio[index] as Readable;
  const output = [readable(1), readable(2)];
  for (const stream of [...output, readable(3)]) stream.on('error', () => undefined);
  return { child, pid: child.pid ?? 0, output, result: readable(3), exited };
}

/** Kills the process group of a child that was started in one of its own; one that is gone is left alone. */
export function killGroup(pid: number): void {
  if (pid <= 1) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
