import type { TaskState } from './definition.ts';
import { StateFailed } from './fault.ts';
import { boundedPayload } from './payload-limit.ts';
import { bindingOf, type StepContext, type StepDeps } from './run.ts';
import { evaluateSeconds } from './seconds.ts';
import { sleepUntil } from './timers.ts';

/** Evaluates the Task's Payload and invokes its function; the answer has the shape that Lambda gives a state machine. */
export async function invokeFunction(
  context: StepContext,
  state: TaskState,
  { token, signal }: { readonly token?: string; readonly signal: AbortSignal },
): Promise<unknown> {
  const { deps, execution, run } = context;
  const payload = await state.payload(bindingOf(context, {}, token));
  const given = boundedPayload(payload, `the Payload of ${execution.state}`);
  const either = AbortSignal.any([run.signal, signal]);
  either.throwIfAborted();
  const result = await deps.invoke(state.functionName, given, { signal: either });
  const Payload = boundedPayload(result, `the result of ${execution.state}`);
  return { ExecutedVersion: '$LATEST', Payload, StatusCode: 200 };
}

/** Rejects with that error at that moment, and with the signal's reason before; never resolves. */
export async function failAt(
  deps: StepDeps,
  atMs: number | null,
  failure: StateFailed,
  signal: AbortSignal,
): Promise<never> {
  await sleepUntil(deps.timers, atMs, signal);
  throw failure;
}

/** The moment at which TimeoutSeconds, counted from now, is over; null without one. */
export async function timeoutAtMs(context: StepContext, state: TaskState): Promise<number | null> {
  if (state.timeoutSeconds === undefined) return null;
  const limits = { field: 'TimeoutSeconds', atLeast: 1 };
  const seconds = await evaluateSeconds(state.timeoutSeconds, bindingOf(context), limits);
  return context.deps.clock.nowMs() + seconds * 1_000;
}

/** What a Task that ran out of TimeoutSeconds fails with. */
export function timedOut(stateName: string): StateFailed {
  return new StateFailed('States.Timeout', `${stateName} ran longer than its TimeoutSeconds`);
}

/**
 * Invokes and waits for the result. A time-out aborts the function, which may go on all the same: as on AWS, what it
 * does then is its own affair.
 */
export async function invokeForResult(context: StepContext, state: TaskState): Promise<unknown> {
  const { deps, run, execution } = context;
  const atMs = await timeoutAtMs(context, state);
  const invocation = new AbortController();
  const waits = new AbortController();
  const signal = AbortSignal.any([run.signal, waits.signal]);
  try {
    return await Promise.race([
      invokeFunction(context, state, { signal: invocation.signal }),
      failAt(deps, atMs, timedOut(execution.state), signal),
    ]);
  } catch (error) {
    invocation.abort();
    throw error;
  } finally {
    waits.abort();
  }
}
