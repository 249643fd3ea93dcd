import type { ChoiceState, FailState, State, WaitState } from './definition.ts';
import { boundedFault, faultOf, StateFailed } from './fault.ts';
import type { Change } from './journal.ts';
import { leave } from './leave.ts';
import { bindingOf, type Step, type StepContext } from './run.ts';
import { evaluateSeconds } from './seconds.ts';
import { takeTask } from './task.ts';
import { sleepUntil } from './timers.ts';

async function takeChoice(context: StepContext, state: ChoiceState): Promise<Change> {
  const binding = bindingOf(context);
  const otherwise = context.execution.stateInput;
  for (const rule of state.rules) {
    const holds = await rule.condition(binding);
    if (typeof holds !== 'boolean') {
      throw new StateFailed(
        'States.QueryEvaluationError',
        `a Condition of ${context.execution.state} is not a boolean`,
      );
    }
    if (holds) return leave(context, { next: rule.next, output: rule.output, otherwise }, binding);
  }
  if (state.fallback === undefined) {
    throw new StateFailed('States.NoChoiceMatched', `no rule of ${context.execution.state} holds`);
  }
  return leave(context, { next: state.fallback, output: state.output, otherwise }, binding);
}

async function takeWait(context: StepContext, state: WaitState): Promise<Change> {
  const { deps, run, execution } = context;
  const binding = bindingOf(context);
  if (execution.wakeAtMs === null) {
    const seconds = await evaluateSeconds(state.seconds, binding, { field: 'Seconds', atLeast: 0 });
    return { kind: 'sleep', wakeAtMs: deps.clock.nowMs() + seconds * 1_000 };
  }
  await sleepUntil(deps.timers, execution.wakeAtMs, run.signal);
  return leave(context, { next: state.next, output: state.output, otherwise: execution.stateInput }, binding);
}

async function takeFail(context: StepContext, state: FailState): Promise<Change> {
  const binding = bindingOf(context);
  const [error, cause] = [await state.error(binding), await state.cause(binding)];
  const fault = boundedFault({ error: String(error), cause: String(cause) });
  return { kind: 'end', status: 'FAILED', fault, nowMs: context.deps.clock.nowMs() };
}

async function takeState(context: StepContext, state: State): Promise<Step> {
  switch (state.type) {
    case 'Task':
      return takeTask(context, state);
    case 'Choice':
      return takeChoice(context, state);
    case 'Wait':
      return takeWait(context, state);
    case 'Fail':
      return takeFail(context, state);
    case 'Pass':
    case 'Succeed':
      return leave(context, { ...state, otherwise: context.execution.stateInput }, bindingOf(context));
    default:
      return state satisfies never;
  }
}

/** Runs the current state up to its next durable change; rejects only when the run was interrupted. */
export async function takeStep(context: StepContext): Promise<Step> {
  const { deps, run, execution } = context;
  try {
    const state = deps.machine.states.get(execution.state);
    if (state === undefined) {
      throw new StateFailed('States.Runtime', `the definition has no state ${execution.state} any more`);
    }
    return await takeState(context, state);
  } catch (error) {
    run.signal.throwIfAborted();
    return { kind: 'end', status: 'FAILED', fault: faultOf(error), nowMs: deps.clock.nowMs() };
  }
}
