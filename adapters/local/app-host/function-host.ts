import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import { fromFunctionHostSchema, type ToFunctionHost } from '../../../core/wire/function-host.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { supervisorEnvironment } from '../pod-host/supervisor-environment.ts';
import { makeWorkFolder } from '../work-folders.ts';

/** A path and no import, as for pods: what runs there is another world than this process. */
const callFile = fileURLToPath(new URL('../../../pod-image/call-main.ts', import.meta.url));
/** A call ends itself after 10 s; a process that has not said so by then is not heard of any more. */
const silentMs = 20_000;
/** What stands ready takes memory, and is made again within a second. */
const idleMs = 300_000;

/** The process that isolates functions of hosted apps. */
export interface FunctionHost {
  call(call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome>;
  /** Ends it; a later call starts it anew. */
  close(): Promise<void>;
}

const failed: FunctionOutcome = { kind: 'failed', because: 'error' };

/** How to come to that process: by starting it, or where it listens already. */
export type FunctionHostConfig =
  | { readonly isolation: Isolation; readonly home: string }
  | { readonly door: string };

/** Comes to that process when it is needed, again after it is gone, and lets go of it when nobody has called for five minutes. */
export function createFunctionHost(config: FunctionHostConfig): FunctionHost {
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
      if (host?.isGone !== false)
        host = speakWith('door' in config ? goToDoor(config.door) : startProcess(config));
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

/** The process, as far as it is spoken with; neither it nor this holds the present process up. */
interface Place {
  readonly input: Writable;
  readonly output: Readable;
  readonly gone: Promise<void>;
  leave(): void;
}

interface Host {
  readonly isGone: boolean;
  call(call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome>;
  end(): Promise<void>;
}

function speakWith({ input, output, gone, leave }: Place): Host {
  const waiting = new Map<number, (outcome: FunctionOutcome) => void>();
  let calls = 0;
  let isGone = false;
  void gone.then(() => {
    isGone = true;
    for (const answer of waiting.values()) answer(failed);
  });
  const tell = (message: ToFunctionHost): void => void input.write(`${JSON.stringify(message)}\n`);
  onLine(output, (line) => {
    const said = fromFunctionHostSchema.safeParse(parseJson(line));
    // Whoever says something else is not the program that was meant.
    if (said.success) waiting.get(said.data.id)?.(said.data.outcome);
    else leave();
  });
  const answered = (id: number, call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      tell({ id, call });
      if (isGone) resolve(failed);
      else if (signal.aborted) tell({ id, isOver: true });
    });
  return {
    get isGone() {
      return isGone;
    },
    async call(call, signal) {
      calls += 1;
      const id = calls;
      const stop = (): void => tell({ id, isOver: true });
      const silent = setTimeout(leave, silentMs);
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await answered(id, call, signal);
      } finally {
        waiting.delete(id);
        clearTimeout(silent);
        signal.removeEventListener('abort', stop);
      }
    },
    async end() {
      input.end();
      const timer = setTimeout(leave, silentMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** A reader of lines passes on the faults of what it reads; that this is gone is told elsewhere. */
function onLine(input: Readable, read: (line: string) => void): void {
  createInterface({ input })
    .on('error', () => undefined)
    .on('line', read);
}

/** Its folder goes when it is gone, however it ended. */
function startProcess({ isolation, home }: { readonly isolation: Isolation; readonly home: string }): Place {
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
  return {
    input: child.stdin,
    output: child.stdout,
    gone: ended.then(() => work.remove()),
    leave: () => child.kill('SIGKILL'),
  };
}

function goToDoor(path: string): Place {
  const socket = connect(path).unref();
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  return { input: socket, output: socket, gone, leave: () => socket.destroy() };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
