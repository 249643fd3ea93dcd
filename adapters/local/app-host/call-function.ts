import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import { functionOutcomeSchema } from '../../../core/wire/function-call.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { supervisorEnvironment } from '../pod-host/supervisor-environment.ts';

/** A path and no import, as for pods: what runs there is another world than this process. */
const callFile = fileURLToPath(new URL('../../../pod-image/call-main.ts', import.meta.url));
/** Each may take 512 MB. */
const maxAtOnce = 2;
/** The call ends itself after 10 s; who is not gone by then is killed. */
const killAfterMs = 15_000;
const outcomeBytes = 8 * 1024 * 1024;

/** How a request to a function came out; `weak` where this machine has no isolation that may run it. */
export type CalledFunction = FunctionOutcome | { readonly kind: 'weak' } | { readonly kind: 'busy' };

/** Calls functions of hosted apps, each in an isolation of its own and never in this process. */
export function createFunctionCaller(config: { readonly isolation: Isolation; readonly home: string }) {
  let running = 0;
  return async (call: FunctionCall, signal: AbortSignal): Promise<CalledFunction> => {
    const { isolation } = config;
    if (isolation !== 'docker' && isolation !== 'bubblewrap') return { kind: 'weak' };
    if (running >= maxAtOnce) return { kind: 'busy' };
    running += 1;
    try {
      return await runCall(isolation, config.home, call, signal);
    } finally {
      running -= 1;
    }
  };
}

async function runCall(
  isolation: Isolation,
  home: string,
  call: FunctionCall,
  signal: AbortSignal,
): Promise<FunctionOutcome> {
  const child = spawn(process.execPath, [callFile, '--isolation', isolation], {
    cwd: '/',
    env: { ...supervisorEnvironment(isolation), NODE_COMPILE_CACHE: `${home}/compile-cache` },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A polite end takes the step down with it; the other is for a caller that does not listen.
  const end = (): boolean => child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  signal.addEventListener('abort', end, { once: true });
  const gone = new Promise<void>((resolve) =>
    child.once('close', () => resolve()).once('error', () => resolve()),
  );
  child.stdin.on('error', () => undefined).end(JSON.stringify(call));
  try {
    const [bytes] = await Promise.all([buffer(child.stdout), gone]);
    return readOutcome(bytes);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function readOutcome(bytes: Buffer): FunctionOutcome {
  try {
    if (bytes.length > outcomeBytes) throw new Error('too large');
    return functionOutcomeSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return { kind: 'failed', because: 'error' };
  }
}
