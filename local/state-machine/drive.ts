import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Execution } from './journal-row.ts';
import type { Run, StepDeps } from './run.ts';
import { takeStep } from './step.ts';

/** A step that lost against its own token's answer is computed again with it; against anything else, it is dropped. */
function answeredMeanwhile(before: Execution, now: Execution | undefined): boolean {
  return (
    now?.status === 'RUNNING' && now.token === before.token && before.answer === null && now.answer !== null
  );
}

type Progress = 'goes on' | 'ended here' | 'left to others';

async function progress(deps: StepDeps, run: Run): Promise<Progress> {
  const { journal } = deps;
  const execution = journal.read(run.name);
  if (execution?.status !== 'RUNNING') return 'left to others';
  const step = await takeStep({ deps, run, execution });
  run.signal.throwIfAborted();
  if (step.kind === 'reread') return 'goes on';
  if (journal.apply(execution, step)) return step.kind === 'end' ? 'ended here' : 'goes on';
  return answeredMeanwhile(execution, journal.read(run.name)) ? 'goes on' : 'left to others';
}

/**
 * Takes an execution from where the journal has it to its end: read, compute, write, again. Resolves true when a step of
 * its own ended it; false when another did. Rejects with the signal's reason when interrupted.
 */
export async function driveToEnd(deps: StepDeps, run: Run): Promise<boolean> {
  let now = await progress(deps, run);
  while (now === 'goes on') {
    // States that wait for nothing must not keep others from their turn.
    await nextTurn();
    run.signal.throwIfAborted();
    now = await progress(deps, run);
  }
  return now === 'ended here';
}
