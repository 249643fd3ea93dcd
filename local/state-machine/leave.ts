import type { StatesBinding, Template } from './expression.ts';
import type { Change } from './journal.ts';
import { boundedPayload } from './payload-limit.ts';
import type { StepContext } from './run.ts';

/** Goes on to the next state, or ends the execution where there is none; the output must fit the payload limit. */
export async function leave(
  context: StepContext,
  exit: {
    readonly next: string | undefined;
    readonly output: Template | undefined;
    readonly otherwise: unknown;
  },
  binding: StatesBinding,
): Promise<Change> {
  const value = exit.output === undefined ? exit.otherwise : await exit.output(binding);
  const output = boundedPayload(value, `the output of ${context.execution.state}`);
  const nowMs = context.deps.clock.nowMs();
  if (exit.next === undefined) return { kind: 'end', status: 'SUCCEEDED', output, nowMs };
  return { kind: 'enter', state: exit.next, input: output, nowMs };
}
