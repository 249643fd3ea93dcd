import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Isolation } from '../../../core/wire/pod.ts';
import { makeWorkFolder } from '../work-folders.ts';
import { supervisorEnvironment } from './supervisor-environment.ts';

const diagnosisChars = 16 * 1024;
/** The supervisor ends its steps in milliseconds; who is not gone by then is killed. */
const stopGraceMs = 2_000;

/** The pod's program; a path and no import, because the pod is another world than this process. */
export const supervisorFile: string = fileURLToPath(new URL('../../../pod-image/main.ts', import.meta.url));

export interface RunningPod {
  /** Never rejects; settles when the process is gone and every key it told has been handed on. */
  readonly ended: Promise<{ readonly diagnosis: string }>;
  /** Ends the pod and everything in it; resolves when it is gone. */
  stop(): Promise<void>;
}

const lineSchema = z.union([z.object({ ready: z.literal(true) }), z.object({ key: z.string() })]);

interface SupervisorOptions {
  readonly isolation: Isolation;
  /** A path, or `none`; undefined where the pod's image has its own. */
  readonly browser: string | undefined;
  /** Where its work folder is made, and where compiled code is kept, which halves the time until a pod is ready. */
  readonly home: string;
}

interface PodOptions {
  readonly orderUrl: string;
  readonly onReady: () => void;
  readonly onKey: (key: string) => void | Promise<void>;
}

/** Starts a supervisor for an order, and hands on what it tells. */
export function startSupervisor(options: SupervisorOptions & PodOptions): RunningPod {
  return follow(spawnSupervisor(options, [options.orderUrl]), options);
}

/** A supervisor that has started and knows no order yet. It keeps no process alive and ends with this one. */
export interface SpareSupervisor {
  /** Hands it the order of a pod; undefined when it has died meanwhile. Once. */
  take(options: PodOptions): RunningPod | undefined;
  /** Ends it, unless it was taken. */
  end(): void;
}

/** Starts a supervisor ahead of need, so that the next pod is ready in milliseconds. */
export function startSpareSupervisor(options: SupervisorOptions): SpareSupervisor {
  const child = spawnSupervisor(options, []);
  const held = [child, child.stdin, child.stdout, child.stderr] as unknown as Pick<
    NodeJS.Timeout,
    'ref' | 'unref'
  >[];
  for (const handle of held) handle.unref();
  let isTaken = false;
  return {
    take(pod) {
      if (child.exitCode !== null || child.signalCode !== null) return undefined;
      isTaken = true;
      for (const handle of held) handle.ref();
      const running = follow(child, pod);
      child.stdin.write(`${pod.orderUrl}\n`);
      return running;
    },
    end() {
      if (!isTaken) child.stdin.end();
    },
  };
}

/** In a session of its own, with nothing from our environment. */
function spawnSupervisor(
  { isolation, home, browser }: SupervisorOptions,
  order: readonly string[],
): ChildProcessWithoutNullStreams {
  const work = makeWorkFolder(home);
  const which = browser === undefined ? [] : ['--browser', browser];
  const args = [supervisorFile, '--isolation', isolation, ...which, '--lifeline', ...order];
  const child = spawn(process.execPath, args, {
    cwd: '/',
    env: { ...supervisorEnvironment(isolation, work.path), NODE_COMPILE_CACHE: join(home, 'compile-cache') },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.on('error', () => undefined).once('close', () => void work.remove());
  child.stdin.on('error', () => undefined);
  return child;
}

function follow(child: ChildProcessWithoutNullStreams, options: PodOptions): RunningPod {
  const diagnosis = keepEnd(child);
  const told = handOn(child, options);
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    ended: gone.then(() => told).then(() => ({ diagnosis: diagnosis() })),
    async stop() {
      child.stdin.end();
      const isGone = await Promise.race([gone.then(() => true), sleep(stopGraceMs, false, { ref: false })]);
      if (!isGone) killGroup(child);
      await gone;
    },
  };
}

/** One at a time and in order; a listener's failure is its own and stops nothing. */
async function handOn(child: ChildProcessWithoutNullStreams, { onReady, onKey }: PodOptions): Promise<void> {
  let handed = Promise.resolve();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const told = readLine(line);
    if (told === undefined) return;
    if ('ready' in told) onReady();
    else handed = handed.then(() => onKey(told.key)).catch(() => undefined);
  });
  await new Promise<void>((resolve) => lines.once('close', () => resolve()));
  await handed;
}

function readLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function keepEnd(child: ChildProcessWithoutNullStreams): () => string {
  let text = '';
  child.once('error', (error) => {
    text += error.message;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-diagnosisChars);
  });
  return () => text;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
