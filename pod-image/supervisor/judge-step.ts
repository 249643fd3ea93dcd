import type { PodReport, StepReport } from '../../core/wire/pod.ts';

type FailedBecause = NonNullable<PodReport['failed_because']>;

/** What V8 says when a heap is full; a child of the step may say it while the step itself ends with 1. */
const heapMessage =
  /JavaScript heap out of memory|FATAL ERROR: .*(?:heap|Allocation failed)|^MemoryError\b|\bERR_WORKER_OUT_OF_MEMORY\b/m;

/** Exit codes of shells and sandboxes for SIGABRT and SIGKILL. A crash (139) counts as memory only with V8's message. */
const abortedCode = 134;
const killedCode = 137;

/**
 * Why a step failed, or undefined when it passed. What ended it from outside decides first; then a SIGKILL that was not ours or an abort
 * is the kernel's or V8's word for memory; everything else is the code's own exit.
 */
export function judgeStep(
  step: Pick<StepReport, 'exit_code' | 'signal' | 'ended_by' | 'log_tail'>,
  isOutOfMemory: boolean,
): FailedBecause | undefined {
  if (step.ended_by !== null) return step.ended_by;
  if (step.exit_code === 0 && step.signal === null) return undefined;
  if (isOutOfMemory || heapMessage.test(step.log_tail)) return 'memory';
  return isMemoryDeath(step) ? 'memory' : 'exit';
}

function isMemoryDeath({ exit_code, signal }: Pick<StepReport, 'exit_code' | 'signal'>): boolean {
  const codes: readonly (number | null)[] = [abortedCode, killedCode];
  return codes.includes(exit_code) || signal === 'SIGKILL' || signal === 'SIGABRT';
}
