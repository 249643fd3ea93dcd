import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import { fromFunctionHostSchema, type ToFunctionHost } from '../../../core/wire/function-host.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { supervisorEnvironment } from '../pod-host/supervisor-environment.ts';
import { makeWorkFolder } from '../work-folders.ts';

/** A path and no import, as for pods: what runs there is another world than this process. */
const callFile = fileURLToPath(new URL('../../../pod-image/call-main.ts', import.meta.url));
/** A call ends itself after 10 s; a process that has not said so by then is not heard of any more. */
const silentMs = 15_000;
/** What stands ready takes memory, and is made again within a second. */
const idleMs = 300_000;

/** The process that isolates functions of hosted apps. */
export interface FunctionHost {
  call(call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome>;
  /** Ends it; a later call starts it anew. */
  close(): Promise<void>;
}

const failed: FunctionOutcome = { kind: 'failed', because: 'error' };

/** Starts that process when it is needed, again after it was killed, and ends it when nobody has called for five minutes. */
export function createFunctionHost(config: {
  readonly isolation: Isolation;
  readonly home: string;
}): FunctionHost {
  let host: Host | undefined;
  let idle: NodeJS.Timeout | undefined;
  const close = async (): Promise<void> => {
    const ended = host;
    host = undefined;
    await ended?.end();
  };
  return {
    async call(call, signal) {
      clearTimeout(idle);
      if (host?.isGone !== false) host = startHost(config);
      try {
        return await host.call(call, signal);
      } finally {
        clearTimeout(idle);
        idle = setTimeout(() => void close(), idleMs).unref();
      }
    },
    close,
  };
}

interface Host {
  readonly isGone: boolean;
  call(call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome>;
  end(): Promise<void>;
}

function startHost(config: { readonly isolation: Isolation; readonly home: string }): Host {
  const { child, gone } = startProcess(config);
  const waiting = new Map<number, (outcome: FunctionOutcome) => void>();
  let calls = 0;
  let isGone = false;
  void gone.then(() => {
    isGone = true;
    for (const answer of waiting.values()) answer(failed);
  });
  const tell = (message: ToFunctionHost): void => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const said = fromFunctionHostSchema.safeParse(parseJson(line));
    // Whoever says something else is not the program that was started.
    if (said.success) waiting.get(said.data.id)?.(said.data.outcome);
    else child.kill('SIGKILL');
  });
  return {
    get isGone() {
      return isGone;
    },
    async call(call, signal) {
      calls += 1;
      const id = calls;
      const leave = (): void => tell({ id, isOver: true });
      const silent = setTimeout(() => child.kill('SIGKILL'), silentMs);
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await new Promise<FunctionOutcome>((resolve) => {
          waiting.set(id, resolve);
          tell({ id, call });
          if (isGone) resolve(failed);
          else if (signal.aborted) leave();
        });
      } finally {
        waiting.delete(id);
        clearTimeout(silent);
        signal.removeEventListener('abort', leave);
      }
    },
    async end() {
      child.stdin?.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), silentMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Its folder goes when it is gone, however it ended. Neither holds this process up. */
function startProcess({ isolation, home }: { readonly isolation: Isolation; readonly home: string }): {
  readonly child: ChildProcess;
  readonly gone: Promise<void>;
} {
  const work = makeWorkFolder(home);
  const child = spawn(process.execPath, [callFile, '--isolation', isolation], {
    cwd: '/',
    env: { ...supervisorEnvironment(isolation, work.path), NODE_COMPILE_CACHE: `${home}/compile-cache` },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  child.unref();
  for (const stream of [child.stdin, child.stdout] as unknown as { unref(): void }[]) stream.unref();
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => resolve()).once('error', () => resolve()),
  );
  return { child, gone: ended.then(() => work.remove()) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
