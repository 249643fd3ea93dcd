import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  createStateMachine,
  type ExecutionEnd,
  type StateMachine,
  type StateMachineOptions,
} from '../../../local/state-machine/interpreter.ts';
import { type Journal, openJournal } from '../../../local/state-machine/journal.ts';
import type { Timers } from '../../../local/state-machine/timers.ts';
import { createManualTime, type ManualTime } from './manual-time.ts';

export const never = new AbortController().signal;

/** One invocation as the handler saw it, and the handles to end it. */
export interface Call {
  readonly functionName: string;
  readonly payload: unknown;
  readonly signal: AbortSignal;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (name: string, message?: string) => void;
}

/** One process: a machine over a journal file, whose invocations the test answers by hand. */
export interface Process {
  readonly machine: StateMachine;
  readonly journal: Journal;
  readonly calls: Call[];
  readonly ends: ExecutionEnd[];
  readonly errors: unknown[];
  /** The latest invocation; throws when there was none. */
  call(): Call;
}

export interface Rig {
  readonly time: ManualTime;
  openJournal(): Journal;
  /** Another process over the same journal; earlier ones are left hanging, as a killed process's memory is. */
  process(definition: unknown, options?: Partial<StateMachineOptions>): Process;
}

export function named(name: string, message = 'as the test says'): Error {
  return Object.assign(new Error(message), { name });
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function recordCall(calls: Call[]): StateMachineOptions['invoke'] {
  return (functionName, payload, { signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const fail: Call['fail'] = (name, message) => reject(named(name, message));
    calls.push({ functionName, payload, signal, succeed: resolve, fail });
    return promise;
  };
}

export function createRig(): Rig {
  const time = createManualTime();
  const file = join(temporaryFolder(), 'workflow.sqlite');
  let tokens = 0;
  let latest = 0;
  // A dead process's timers never fire.
  const timersOf = (self: number): Timers => ({
    at: (atMs, callback) => time.timers.at(atMs, () => void (self === latest && callback())),
  });
  return {
    time,
    openJournal: () => openJournal(file),
    process(definition, options = {}) {
      const journal = options.journal ?? openJournal(file);
      const [calls, ends, errors]: [Call[], ExecutionEnd[], unknown[]] = [[], [], []];
      const machine = createStateMachine({
        definition,
        functionNames: { One: 'one', Two: 'two', Three: 'three' },
        invoke: recordCall(calls),
        journal,
        clock: time.clock,
        timers: timersOf(++latest),
        random: () => 0.5,
        newToken: () => `token-${++tokens}`,
        onEnd: (end) => void ends.push(end),
        onError: (error) => void errors.push(error),
        ...options,
      });
      onTestFinished(() => machine.close());
      const call = (): Call => {
        const latest = calls.at(-1);
        if (latest === undefined) throw new Error('nothing was invoked');
        return latest;
      };
      return { machine, journal, calls, ends, errors, call };
    },
  };
}
