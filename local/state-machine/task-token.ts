import type { TaskState } from './definition.ts';
import { StateFailed } from './fault.ts';
import { failAt, invokeFunction, timedOut, timeoutAtMs } from './invocation.ts';
import type { Answer } from './journal-row.ts';
import { bindingOf, type Step, type StepContext } from './run.ts';
import { evaluateSeconds } from './seconds.ts';
import { sleepUntil } from './timers.ts';

function resultOf(answer: Answer): { readonly result: unknown } {
  if ('fault' in answer) throw new StateFailed(answer.fault.error, answer.fault.cause);
  return { result: answer.output };
}

async function heartbeatMs(context: StepContext, state: TaskState): Promise<number | null> {
  if (state.heartbeatSeconds === undefined) return null;
  const limits = { field: 'HeartbeatSeconds', atLeast: 1 };
  return (await evaluateSeconds(state.heartbeatSeconds, bindingOf(context), limits)) * 1_000;
}

/** The token is in the journal before the function gets it; both clocks start now. */
async function issueToken(context: StepContext, state: TaskState): Promise<Step> {
  const { deps, run, execution } = context;
  const clocks = {
    timeoutAtMs: await timeoutAtMs(context, state),
    heartbeatMs: await heartbeatMs(context, state),
  };
  const token = execution.token ?? deps.newToken();
  run.issuedToken = token;
  return { kind: 'await', token, ...clocks, nowMs: deps.clock.nowMs() };
}

/** A heartbeat only moves the moment in the journal, so this looks again whenever the moment it knew has come. */
async function heartbeatLost(context: StepContext, signal: AbortSignal): Promise<never> {
  const { deps, execution } = context;
  for (let atMs = execution.heartbeatAtMs; ; ) {
    await sleepUntil(deps.timers, atMs, signal);
    const movedTo = deps.journal.read(execution.name)?.heartbeatAtMs ?? null;
    if (movedTo === null || movedTo <= deps.clock.nowMs()) {
      throw new StateFailed(
        'States.HeartbeatTimeout',
        `${execution.state} sent no heartbeat within HeartbeatSeconds`,
      );
    }
    atMs = movedTo;
  }
}

/** Rejects when the function does; its return only means that the token is out. */
async function handOut(
  context: StepContext,
  state: TaskState,
  options: { readonly token: string; readonly signal: AbortSignal },
): Promise<never> {
  await invokeFunction(context, state, options);
  context.deps.journal.markInvoked(options.token);
  return new Promise<never>(() => {});
}

async function awaitAnswer(context: StepContext, state: TaskState, token: string): Promise<Step> {
  const { deps, run, execution } = context;
  // Before any await: an answer that comes from here on is seen, an earlier one is in the row already.
  const answered = Promise.withResolvers<void>();
  run.onAnswer = answered.resolve;
  const invocation = new AbortController();
  const waits = new AbortController();
  const signal = AbortSignal.any([run.signal, waits.signal]);
  try {
    await Promise.race([
      answered.promise,
      failAt(deps, execution.timeoutAtMs, timedOut(execution.state), signal),
      heartbeatLost(context, signal),
      ...(execution.invoked ? [] : [handOut(context, state, { token, signal: invocation.signal })]),
    ]);
    return { kind: 'reread' };
  } catch (error) {
    invocation.abort();
    throw error;
  } finally {
    waits.abort();
  }
}

/**
 * Hands out a task token and waits for its answer. An answer ends the state even while the function that got the token
 * still runs: that function is left to finish.
 */
export async function takeToken(
  context: StepContext,
  state: TaskState,
): Promise<Step | { readonly result: unknown }> {
  const { run, execution } = context;
  const { token, answer, invoked } = execution;
  if (answer !== null) return resultOf(answer);
  if (token === null || (!invoked && run.issuedToken !== token)) return issueToken(context, state);
  return awaitAnswer(context, state, token);
}
