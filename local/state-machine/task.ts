import type { WorkflowFault } from '../../core/ports/workflow.ts';
import type { TaskState } from './definition.ts';
import { faultOf } from './fault.ts';
import { invokeForResult } from './invocation.ts';
import type { Change } from './journal.ts';
import { leave } from './leave.ts';
import { decideRecovery } from './retry.ts';
import { bindingOf, type Step, type StepContext } from './run.ts';
import { takeToken } from './task-token.ts';
import { sleepUntil } from './timers.ts';

async function recover(context: StepContext, state: TaskState, fault: WorkflowFault): Promise<Change> {
  const { deps, execution } = context;
  const { retriers, catchers } = state;
  const question = {
    error: fault.error,
    retriers,
    catchers,
    retryCounts: execution.retryCounts,
    random: deps.random,
  };
  const recovery = decideRecovery(question);
  const nowMs = deps.clock.nowMs();
  if (recovery.kind === 'retry') {
    return { kind: 'retry', retryCounts: recovery.retryCounts, wakeAtMs: nowMs + recovery.delayMs };
  }
  const catcher = recovery.kind === 'catch' ? catchers[recovery.catcherIndex] : undefined;
  if (catcher === undefined) return { kind: 'end', status: 'FAILED', fault, nowMs };
  const errorOutput = { Error: fault.error, Cause: fault.cause };
  return leave(context, { ...catcher, otherwise: errorOutput }, bindingOf(context, { errorOutput }));
}

/** One attempt of a Task, after the delay of its retry; an error becomes a retry, a catch or the execution's end. */
export async function takeTask(context: StepContext, state: TaskState): Promise<Step> {
  const { deps, run, execution } = context;
  try {
    if (execution.wakeAtMs !== null) await sleepUntil(deps.timers, execution.wakeAtMs, run.signal);
    const taken = state.waitsForToken
      ? await takeToken(context, state)
      : { result: await invokeForResult(context, state) };
    if ('kind' in taken) return taken;
    return await leave(context, { ...state, otherwise: taken.result }, bindingOf(context, taken));
  } catch (error) {
    run.signal.throwIfAborted();
    return recover(context, state, faultOf(error));
  }
}
