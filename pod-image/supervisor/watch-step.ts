import { Worker } from 'node:worker_threads';
import type { PodLimits, StepReport } from '../../core/wire/pod.ts';
import type { RunningStep } from '../runners/step-runner.ts';
import type { FromWatch, ToWatch } from './watch-thread.ts';

export type EndedBy = NonNullable<StepReport['ended_by']>;

type Ended = Extract<FromWatch, { peakMemoryBytes: number }>;

export interface StepWatch {
  /** Settles when a limit is broken and the step has been killed, with the limit; never otherwise. */
  readonly ended: Promise<EndedBy>;
  stop(): Promise<Pick<Ended, 'endedBy' | 'peakMemoryBytes'>>;
}

interface Listener {
  readonly broken: (by: EndedBy) => void;
  readonly stopped: (ended: Ended) => void;
}

interface WatchThread {
  readonly tell: (message: ToWatch) => void;
  /** Before that nobody would see a step break its limits. */
  readonly sees: Promise<void>;
}

let thread: WatchThread | undefined;
let watches = 0;
const listeners = new Map<number, Listener>();

/**
 * The thread that watches every step of this process: started once, early where somebody may wait for the first step. It dying is not
 * survived, since nobody would see the next limit; the steps end with the process.
 */
export function watchThread(): WatchThread {
  thread ??= startThread();
  return thread;
}

function startThread(): WatchThread {
  const worker = new Worker(new URL('./watch-thread.ts', import.meta.url), { execArgv: [], env: {} });
  const seeing = Promise.withResolvers<void>();
  worker.on('message', (said: FromWatch) => {
    if ('sees' in said) return seeing.resolve();
    const listener = listeners.get(said.id);
    if ('broken' in said) listener?.broken(said.broken);
    else listener?.stopped(said);
  });
  return { tell: (message) => worker.postMessage(message), sees: seeing.promise };
}

/** Has a thread look at a step's whole tree every 50 ms, and at the clock; it ends the step itself, however busy this one is. */
export function watchStep(
  running: Pick<RunningStep, 'watched'>,
  options: {
    readonly limits: Pick<PodLimits, 'memory_bytes' | 'processes'>;
    /** When the pod's wall time is over, as `performance.now()` counts. */
    readonly deadlineMs: number;
    readonly overflow: Promise<EndedBy>;
  },
): StepWatch {
  const broken = Promise.withResolvers<EndedBy>();
  const stopped = Promise.withResolvers<Ended>();
  watches += 1;
  const id = watches;
  const { tell } = watchThread();
  const { memory_bytes, processes } = options.limits;
  listeners.set(id, { broken: broken.resolve, stopped: stopped.resolve });
  tell({
    id,
    order: {
      watched: running.watched,
      limits: { memory_bytes, processes },
      leftMs: options.deadlineMs - performance.now(),
    },
  });
  void options.overflow.then((by) => tell({ id, broken: by }));
  return {
    ended: broken.promise,
    async stop() {
      tell({ id, isOver: true });
      const ended = await stopped.promise;
      listeners.delete(id);
      return ended;
    },
  };
}
