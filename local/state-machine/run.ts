import type { Clock } from '../../core/ports/clock.ts';
import type { Machine } from './definition.ts';
import type { StatesBinding } from './expression.ts';
import type { Change, Journal } from './journal.ts';
import type { Execution } from './journal-row.ts';
import type { Timers } from './timers.ts';

/** Calls a Lambda handler by its function's name; what it throws is the task's error, by the error's name. */
export type Invoke = (
  functionName: string,
  payload: unknown,
  options: { readonly signal: AbortSignal },
) => Promise<unknown>;

/** What every step of every execution works with. */
export interface StepDeps {
  readonly machine: Machine;
  readonly machineName: string;
  readonly invoke: Invoke;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly newToken: () => string;
}

/** An execution that this process drives: what need not survive it. */
export interface Run {
  readonly name: string;
  /** Aborted by stop, by the execution's own time-out and by close. */
  readonly signal: AbortSignal;
  readonly controller: AbortController;
  /** The token that this process handed out; one from before a crash, whose invoke never returned, is handed out again. */
  issuedToken: string | undefined;
  /** Called when the token of the state that waits was answered. */
  onAnswer: () => void;
}

/** What to write down next; `reread` when somebody else wrote it already. */
export type Step = Change | { readonly kind: 'reread' };

/** What a step of one execution is computed from. */
export interface StepContext {
  readonly deps: StepDeps;
  readonly run: Run;
  readonly execution: Execution;
}

const arnPrefix = 'arn:aws:states:local:000000000000';

/** `$states.context` as Step Functions fills it; `Task` only where a token is being handed out. */
function contextObject({ deps, execution }: StepContext, token?: string): unknown {
  return {
    Execution: {
      Id: `${arnPrefix}:execution:${deps.machineName}:${execution.name}`,
      Input: execution.input,
      Name: execution.name,
      StartTime: new Date(execution.startedAtMs).toISOString(),
    },
    State: {
      Name: execution.state,
      EnteredTime: new Date(execution.enteredAtMs).toISOString(),
      RetryCount: execution.retryCounts.reduce((sum, count) => sum + count, 0),
    },
    StateMachine: { Id: `${arnPrefix}:stateMachine:${deps.machineName}`, Name: deps.machineName },
    ...(token === undefined ? {} : { Task: { Token: token } }),
  };
}

/** `$states` for an expression of the current state. */
export function bindingOf(
  context: StepContext,
  extra: Partial<StatesBinding> = {},
  token?: string,
): StatesBinding {
  return { input: context.execution.stateInput, context: contextObject(context, token), ...extra };
}
