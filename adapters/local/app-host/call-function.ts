import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import { createCallTurns } from './call-turns.ts';
import { createFunctionHost, type FunctionHostConfig } from './function-host.ts';
import type { FunctionLogs } from './function-logs.ts';

/** How a request to a function came out; `weak` where this machine has no isolation that may run it. */
export type CalledFunction = FunctionOutcome | { readonly kind: 'weak' } | { readonly kind: 'busy' };

/** Which deployment of which app answers: at its project's own label it is what is live. */
export interface CalledDeployment {
  readonly projectId: string;
  readonly deploymentId: string;
}

/** What a deployment's functions may reach beside their own files, and what must not be read in their log. */
export interface FunctionSurroundings extends Pick<FunctionCall, 'environment' | 'sockets'> {
  readonly mask?: (line: string) => string;
  /** Told when the call is over. */
  readonly letGo?: () => void;
}

/** Functions run on this machine in an isolation, or behind a door where one follows the other. */
export type FunctionCallerConfig = FunctionHostConfig & {
  readonly logs?: FunctionLogs;
  /** Asked at each call: a secret that was set anew is there at the next. */
  readonly surroundings?: (at: CalledDeployment, signal: AbortSignal) => Promise<FunctionSurroundings>;
};

/** Calls a function of a hosted app in an isolation of its own and never in this process. */
export type CallFunction = (
  call: FunctionCall,
  at: CalledDeployment,
  signal: AbortSignal,
) => Promise<CalledFunction>;

/** `close` ends what stands ready for calls; a later one starts it again. */
export function createFunctionCaller(config: FunctionCallerConfig): {
  readonly call: CallFunction;
  readonly close: () => Promise<void>;
} {
  const host = createFunctionHost(config);
  const turns = createCallTurns('door' in config ? { atOnce: 1 } : {});
  const isWeak = 'isolation' in config && config.isolation === 'node-permission';
  const call: CallFunction = async (asked, at, signal) => {
    if (isWeak) return { kind: 'weak' };
    if (!(await turns.take(at.projectId))) return { kind: 'busy' };
    let around: FunctionSurroundings = {};
    try {
      around = (await config.surroundings?.(at, signal)) ?? {};
      const { mask, letGo: _, ...reach } = around;
      const outcome = await host.call({ ...asked, ...reach }, signal);
      await keepLog(config.logs, { call: asked, at, outcome, mask });
      return outcome;
    } finally {
      around.letGo?.();
      turns.leave(at.projectId);
    }
  };
  return { call, close: host.close };
}

const keepMs = 5_000;
const mostPathCharacters = 200;

/** What was printed, and how a call failed, stands in the app's log; a disk that is full keeps no answer back. */
async function keepLog(
  logs: FunctionLogs | undefined,
  {
    call: { file, request },
    at,
    outcome,
    mask,
  }: {
    readonly call: FunctionCall;
    readonly at: CalledDeployment;
    readonly outcome: FunctionOutcome;
    readonly mask: FunctionSurroundings['mask'];
  },
): Promise<void> {
  const said = outcome.log ?? [];
  if (logs === undefined || (outcome.kind === 'answered' && said.length === 0)) return;
  // Without the query, where visitors' own words stand.
  const path = request.url.replace(/[?#].*$/s, '').replaceAll(/[^\x21-\x7e]/g, '?');
  const asked = `${request.method} ${path.slice(0, mostPathCharacters)}`;
  const head = `${new Date().toISOString()} ${at.deploymentId}: ${asked}: ${endOf(outcome)}`;
  const lines = [head, ...said].map((line) => mask?.(line) ?? line);
  await logs.append(at.projectId, file, lines, AbortSignal.timeout(keepMs)).catch(() => undefined);
}

function endOf(outcome: FunctionOutcome): string {
  if (outcome.kind === 'answered') return String(outcome.answer.status);
  return {
    time: 'no answer within 10 seconds',
    memory: 'more than 512 MB',
    error: 'failed before it gave an answer',
    handler: 'no handler',
  }[outcome.because];
}
