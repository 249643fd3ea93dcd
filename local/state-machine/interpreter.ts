import { randomUUID } from 'node:crypto';
import { InputRejected } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { TokenAnswer, Workflow, WorkflowFault } from '../../core/ports/workflow.ts';
import { loadDefinition } from './definition.ts';
import { driveToEnd } from './drive.ts';
import { boundedFault } from './fault.ts';
import type { End, Journal } from './journal.ts';
import type { Answer, ExecutionStatus } from './journal-row.ts';
import { fitsPayload, payloadLimitBytes } from './payload-limit.ts';
import type { Invoke, Run, StepDeps } from './run.ts';
import { createSystemTimers, type Timers } from './timers.ts';

/** How an execution ended, as an EventBridge rule on status changes would tell it. */
export interface ExecutionEnd {
  readonly name: string;
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly input: unknown;
  readonly fault: WorkflowFault | undefined;
}

export interface StateMachineOptions {
  /** The parsed state machine file. */
  readonly definition: unknown;
  /** What each `${Placeholder}` of a FunctionName stands for. */
  readonly functionNames: Readonly<Record<string, string>>;
  readonly invoke: Invoke;
  readonly journal: Journal;
  readonly machineName?: string;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** At least 0 and below 1: the jitter of retries. */
  readonly random?: () => number;
  readonly newToken?: () => string;
  /** Told at least once of every end; when it rejects, or the process dies first, resume tells it again. */
  readonly onEnd?: (end: ExecutionEnd, options: { readonly signal: AbortSignal }) => Promise<void> | void;
  /** A bug or a full disk: that execution stands still until the next resume. */
  readonly onError?: (error: unknown, executionName: string) => void;
}

export interface StateMachine extends Workflow {
  /** Goes on with every execution that the journal has as running, each from its current state. Once, after creation. */
  resume(): Promise<void>;
  /** Aborts what runs, leaves the journal as a crash would, and closes it. */
  close(): Promise<void>;
}

interface Engine {
  readonly deps: StepDeps;
  readonly options: StateMachineOptions;
  readonly closing: AbortController;
  readonly runs: Map<string, { readonly run: Run; readonly done: Promise<void> }>;
}

const executionName = /^[\w.-]{1,80}$/;

async function report({ deps, options, closing }: Engine, name: string): Promise<void> {
  try {
    const execution = deps.journal.read(name);
    if (execution === undefined || execution.status === 'RUNNING') return;
    const { status, input, fault } = execution;
    await options.onEnd?.({ name, status, input, fault }, { signal: closing.signal });
    if (!closing.signal.aborted) deps.journal.markReported(name);
  } catch (error) {
    if (!closing.signal.aborted) options.onError?.(error, name);
  }
}

function end(engine: Engine, name: string, ending: Omit<End, 'nowMs'>): void {
  const { journal, clock } = engine.deps;
  if (!journal.end(name, { ...ending, nowMs: clock.nowMs() })) return;
  engine.runs.get(name)?.run.controller.abort();
  void report(engine, name);
}

const overtime = {
  error: 'States.Timeout',
  cause: "the execution ran longer than the state machine's TimeoutSeconds",
};

/** A deadline that passed while no process ran ends the execution before one more state is entered. */
function armDeadline(engine: Engine, name: string): () => void {
  const { journal, clock, timers } = engine.deps;
  const expire = (): void => end(engine, name, { status: 'TIMED_OUT', fault: overtime });
  const deadlineMs = journal.read(name)?.deadlineMs ?? null;
  if (deadlineMs !== null && deadlineMs > clock.nowMs()) {
    return timers.at(deadlineMs, () => attempt(engine, name, expire));
  }
  if (deadlineMs !== null) expire();
  return () => {};
}

function attempt({ options }: Engine, name: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    options.onError?.(error, name);
  }
}

async function driveAndReport(engine: Engine, run: Run): Promise<void> {
  let disarm = (): void => {};
  try {
    disarm = armDeadline(engine, run.name);
    const ended = await driveToEnd(engine.deps, run);
    if (ended) void report(engine, run.name);
  } catch (error) {
    if (!run.signal.aborted) engine.options.onError?.(error, run.name);
  } finally {
    disarm();
    engine.runs.delete(run.name);
  }
}

function launch(engine: Engine, name: string): void {
  if (engine.runs.has(name)) return;
  const controller = new AbortController();
  const signal = AbortSignal.any([engine.closing.signal, controller.signal]);
  const run: Run = { name, signal, controller, issuedToken: undefined, onAnswer: () => {} };
  // The first turn is given away so that `runs` has the entry before it can be taken out again.
  const done = Promise.resolve().then(() => driveAndReport(engine, run));
  engine.runs.set(name, { run, done });
}

function start(engine: Engine, name: string, input: unknown): 'started' | 'exists' {
  const { deps } = engine;
  if (!executionName.test(name)) {
    throw new InputRejected(
      'bad_execution_name',
      'An execution name is 1 to 80 letters, digits, ".", "_" or "-".',
    );
  }
  rejectLarge(input);
  const nowMs = deps.clock.nowMs();
  const { startAt: state, timeoutSeconds } = deps.machine;
  const deadlineMs = timeoutSeconds === undefined ? null : nowMs + timeoutSeconds * 1_000;
  if (!deps.journal.begin({ name, input: input ?? {}, state, nowMs, deadlineMs })) return 'exists';
  launch(engine, name);
  return 'started';
}

function rejectLarge(payload: unknown): void {
  if (fitsPayload(payload)) return;
  const message = `A state machine payload is at most ${payloadLimitBytes} bytes of JSON: pass an id instead.`;
  throw new InputRejected('payload_too_large', message, { status: 413 });
}

function answer(engine: Engine, taskToken: string, given: Answer): TokenAnswer {
  const name = engine.deps.journal.answer(taskToken, given);
  if (name === undefined) return 'gone';
  engine.runs.get(name)?.run.onAnswer();
  return 'taken';
}

function createEngine(options: StateMachineOptions): Engine {
  const clock = options.clock ?? { nowMs: () => Date.now() };
  const deps: StepDeps = {
    machine: loadDefinition(options.definition, options.functionNames),
    machineName: options.machineName ?? 'mission',
    invoke: options.invoke,
    journal: options.journal,
    clock,
    timers: options.timers ?? createSystemTimers(clock),
    random: options.random ?? Math.random,
    newToken: options.newToken ?? randomUUID,
  };
  return { deps, options, closing: new AbortController(), runs: new Map() };
}

/** Runs a state machine definition with its executions in a journal; throws DefinitionRefused for what it cannot run. */
export function createStateMachine(options: StateMachineOptions): StateMachine {
  const engine = createEngine(options);
  const { journal, clock } = engine.deps;
  const ready = (signal: AbortSignal): void =>
    AbortSignal.any([signal, engine.closing.signal]).throwIfAborted();
  return {
    async start(name, input, signal) {
      ready(signal);
      return start(engine, name, input);
    },
    async stop(name, fault, signal) {
      ready(signal);
      end(engine, name, { status: 'ABORTED', fault: boundedFault(fault) });
    },
    async succeedTask(taskToken, output, signal) {
      ready(signal);
      rejectLarge(output);
      return answer(engine, taskToken, { output: output ?? null });
    },
    async failTask(taskToken, fault, signal) {
      ready(signal);
      return answer(engine, taskToken, { fault: boundedFault(fault) });
    },
    async heartbeatTask(taskToken, signal) {
      ready(signal);
      return journal.heartbeat(taskToken, clock.nowMs()) ? 'taken' : 'gone';
    },
    async resume() {
      for (const name of journal.unreported()) void report(engine, name);
      for (const name of journal.running()) launch(engine, name);
    },
    async close() {
      if (engine.closing.signal.aborted) return;
      engine.closing.abort(new Error('the state machine is closed'));
      await Promise.all([...engine.runs.values()].map(({ done }) => done));
      journal.close();
    },
  };
}
