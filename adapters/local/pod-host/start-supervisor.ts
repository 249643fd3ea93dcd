import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Isolation } from '../../../core/wire/pod.ts';
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

/** Starts a supervisor in a session of its own, with nothing from our environment, and hands on what it tells. */
export function startSupervisor(options: {
  readonly isolation: Isolation;
  readonly orderUrl: string;
  /** A folder of ours where compiled code is kept: it halves the time until a pod is ready. */
  readonly compileCache: string;
  readonly onReady: () => void;
  readonly onKey: (key: string) => void | Promise<void>;
}): RunningPod {
  const child = spawn(
    process.execPath,
    [supervisorFile, '--isolation', options.isolation, '--lifeline', options.orderUrl],
    {
      cwd: '/',
      env: { ...supervisorEnvironment(options.isolation), NODE_COMPILE_CACHE: options.compileCache },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const diagnosis = keepEnd(child);
  const told = handOn(child, options);
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin?.on('error', () => undefined);
  return {
    ended: gone.then(() => told).then(() => ({ diagnosis: diagnosis() })),
    async stop() {
      child.stdin?.end();
      const isGone = await Promise.race([gone.then(() => true), sleep(stopGraceMs, false, { ref: false })]);
      if (!isGone) killGroup(child);
      await gone;
    },
  };
}

/** One at a time and in order; a listener's failure is its own and stops nothing. */
async function handOn(
  child: ChildProcess,
  { onReady, onKey }: { readonly onReady: () => void; readonly onKey: (key: string) => void | Promise<void> },
): Promise<void> {
  if (child.stdout === null) return;
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

function keepEnd(child: ChildProcess): () => string {
  let text = '';
  child.once('error', (error) => {
    text += error.message;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
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
