import { spawn } from 'node:child_process';
import { totalmem } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import { functionOutcomeSchema } from '../../../core/wire/function-call.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { supervisorEnvironment } from '../pod-host/supervisor-environment.ts';
import { makeWorkFolder } from '../work-folders.ts';

/** A path and no import, as for pods: what runs there is another world than this process. */
const callFile = fileURLToPath(new URL('../../../pod-image/call-main.ts', import.meta.url));
/** Each may take 512 MB. What one app keeps busy is its own, so that no other waits for it. */
const maxOfApp = 2;
/** Of all apps together, in half of the machine's memory. */
const maxOfAll = Math.max(4, Math.floor(totalmem() / 2 / (512 * 1024 * 1024)));
/** The call ends itself after 10 s; who is not gone by then is killed. */
const killAfterMs = 15_000;
const outcomeBytes = 8 * 1024 * 1024;

/** How a request to a function came out; `weak` where this machine has no isolation that may run it. */
export type CalledFunction = FunctionOutcome | { readonly kind: 'weak' } | { readonly kind: 'busy' };

/** Calls functions of hosted apps, each in an isolation of its own and never in this process. */
export function createFunctionCaller(config: { readonly isolation: Isolation; readonly home: string }) {
  const running: string[] = [];
  return async (
    call: FunctionCall,
    { app, signal }: { readonly app: string; readonly signal: AbortSignal },
  ): Promise<CalledFunction> => {
    const { isolation } = config;
    if (isolation !== 'docker' && isolation !== 'bubblewrap') return { kind: 'weak' };
    const ofApp = running.filter((other) => other === app).length;
    if (ofApp >= maxOfApp || running.length >= maxOfAll) return { kind: 'busy' };
    running.push(app);
    const work = makeWorkFolder(config.home);
    try {
      return await runCall({ isolation, home: config.home, workFolder: work.path }, call, signal);
    } finally {
      running.splice(running.indexOf(app), 1);
      await work.remove();
    }
  };
}

async function runCall(
  {
    isolation,
    home,
    workFolder,
  }: { readonly isolation: Isolation; readonly home: string; readonly workFolder: string },
  call: FunctionCall,
  signal: AbortSignal,
): Promise<FunctionOutcome> {
  const child = spawn(process.execPath, [callFile, '--isolation', isolation], {
    cwd: '/',
    env: { ...supervisorEnvironment(isolation, workFolder), NODE_COMPILE_CACHE: `${home}/compile-cache` },
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
