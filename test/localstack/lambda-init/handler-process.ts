import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What a handler is given of an invocation, beside what its environment says. */
export interface Invocation {
  readonly requestId: string;
  readonly arn: string;
  readonly traceId: string;
  readonly payload: string;
  readonly limitMs: number;
}

/** What a handler's process tells: once that it is loaded or why not, then each answer. */
export type Told =
  | { readonly loaded: true }
  | { readonly loaded: false; readonly body: string }
  | { readonly body: string; readonly isError: boolean };

export interface HandlerProcess {
  /** What is told of a handler that cannot be loaded. */
  readonly failed: string | undefined;
  readonly invoke: (invocation: Invocation) => Promise<{ readonly body: string; readonly isError: boolean }>;
  readonly takeLogs: () => string;
  readonly hasEnded: () => boolean;
}

/** A process that has loaded the function's handler and runs one invocation at a time, ended at the function's time limit. */
export async function startHandler(user: {
  readonly uid?: number;
  readonly gid?: number;
}): Promise<HandlerProcess> {
  const child = fork(join(import.meta.dirname, 'run-handler.ts'), {
    ...user,
    silent: true,
    execArgv: ['--no-warnings'],
  });
  const takeLogs = collectLogs(child);
  const first = await next(child);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    failed: 'loaded' in first && first.loaded ? undefined : 'body' in first ? first.body : '',
    async invoke(invocation) {
      const impatience = setTimeout(() => child.kill('SIGKILL'), invocation.limitMs);
      child.send(invocation);
      const told = await next(child);
      clearTimeout(impatience);
      if (child.killed) return { body: timedOut(invocation), isError: true };
      return 'isError' in told ? told : { body: '', isError: true };
    },
    takeLogs,
    hasEnded,
  };
}

/** In `init` too a time limit has no error type. */
const timedOut = ({ requestId, limitMs }: Invocation): string =>
  JSON.stringify({
    errorMessage: `${new Date().toISOString().slice(0, 19)}Z ${requestId} Task timed out after ${limitMs / 1000}.00 seconds`,
  });

async function next(child: ChildProcess): Promise<Told> {
  const told = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const [first] = told;
  if (typeof first === 'object' && first !== null) return first as Told;
  const errorMessage = `Error: Runtime exited with error: exit status ${first}`;
  return { body: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }), isError: true };
}

function collectLogs(child: ChildProcess): () => string {
  let logs = '';
  for (const stream of [child.stdout, child.stderr] as Readable[]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      logs += part;
      process.stdout.write(part);
    });
  }
  return () => {
    const taken = logs;
    logs = '';
    return taken;
  };
}
