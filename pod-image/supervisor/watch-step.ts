import type { PodLimits, StepReport } from '../../core/wire/pod.ts';
import type { RunningStep } from '../runners/step-runner.ts';

const firstLookMs = 15;
const lookMs = 50;

export type EndedBy = NonNullable<StepReport['ended_by']>;

export interface StepWatch {
  /** Settles when a limit is broken, with the limit; never otherwise. */
  readonly ended: Promise<EndedBy>;
  stop(): { readonly endedBy: EndedBy | null; readonly peakMemoryBytes: number };
}

/** Looks at a step's whole tree every 50 ms, and listens for the clock and the output cap. */
export function watchStep(
  running: RunningStep,
  options: {
    readonly limits: PodLimits;
    readonly wallTime: AbortSignal;
    readonly overflow: Promise<EndedBy>;
  },
): StepWatch {
  const broken = Promise.withResolvers<EndedBy>();
  let endedBy: EndedBy | null = null;
  let isStopped = false;
  let peakMemoryBytes = 0;
  let timer: NodeJS.Timeout;

  const end = (by: EndedBy): void => {
    if (isStopped || endedBy !== null) return;
    endedBy = by;
    broken.resolve(by);
  };
  const look = (): void => {
    const used = running.usage();
    peakMemoryBytes = Math.max(peakMemoryBytes, used.memoryBytes);
    // A fork bomb shares its memory and so counts it many times over: processes are asked first.
    if (used.processes >= options.limits.processes) end('processes');
    else if (used.memoryBytes > options.limits.memory_bytes) end('memory');
    timer = setTimeout(look, lookMs);
  };
  const onTime = (): void => end('time');
  timer = setTimeout(look, firstLookMs);
  if (options.wallTime.aborted) onTime();
  options.wallTime.addEventListener('abort', onTime);
  options.overflow.then(end);
  return {
    ended: broken.promise,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      options.wallTime.removeEventListener('abort', onTime);
      return { endedBy, peakMemoryBytes };
    },
  };
}
