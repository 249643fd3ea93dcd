import { parentPort } from 'node:worker_threads';
import type { StepReport } from '../../core/wire/pod.ts';
import { endWatched, followWatched, type WatchOrder } from './watched.ts';

const firstLookMs = 15;
const lookMs = 50;

type EndedBy = NonNullable<StepReport['ended_by']>;

/** What the supervisor's first thread says: a step starts, has broken a limit that is seen there, or is over. */
export type ToWatch =
  | { readonly id: number; readonly order: WatchOrder }
  | { readonly id: number; readonly broken: EndedBy }
  | { readonly id: number; readonly isOver: true };

/** What is answered: it sees now; a limit was broken and the step killed, or how it was when it was over. */
export type FromWatch =
  | { readonly sees: true }
  | { readonly id: number; readonly broken: EndedBy }
  | { readonly id: number; readonly endedBy: EndedBy | null; readonly peakMemoryBytes: number };

interface Watch {
  readonly breakLimit: (by: EndedBy) => void;
  readonly stop: () => Omit<Extract<FromWatch, { peakMemoryBytes: number }>, 'id'>;
}

const watches = new Map<number, Watch>();
const say = (message: FromWatch): void => parentPort?.postMessage(message);

// Nothing of what a step prints or gives is read in this thread: whatever the bytes do to who parses them, its clock and its eyes go on.
parentPort?.on('message', (message: ToWatch) => {
  if ('order' in message) watches.set(message.id, watch(message.id, message.order));
  else if ('broken' in message) watches.get(message.id)?.breakLimit(message.broken);
  else {
    say({ id: message.id, ...(watches.get(message.id)?.stop() ?? { endedBy: null, peakMemoryBytes: 0 }) });
    watches.delete(message.id);
  }
});

say({ sees: true });

function watch(id: number, { watched, limits, leftMs }: WatchOrder): Watch {
  let endedBy: EndedBy | null = null;
  let peakMemoryBytes = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const following = followWatched(watched);
  const breakLimit = (by: EndedBy): void => {
    if (isStopped || endedBy !== null) return;
    endedBy = by;
    endWatched(watched);
    say({ id, broken: by });
  };
  const look = async (): Promise<void> => {
    const used = (await following).usage();
    if (isStopped) return;
    peakMemoryBytes = Math.max(peakMemoryBytes, used.memoryBytes);
    // A fork bomb shares its memory and so counts it many times over: processes are asked first.
    if (used.processes >= limits.processes) breakLimit('processes');
    else if (used.memoryBytes > limits.memory_bytes) breakLimit('memory');
    timer = setTimeout(look, lookMs);
  };
  const clock = setTimeout(breakLimit, Math.max(0, leftMs), 'time');
  timer = setTimeout(look, firstLookMs);
  return {
    breakLimit,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      clearTimeout(clock);
      void following.then(({ stop }) => stop());
      return { endedBy, peakMemoryBytes };
    },
  };
}
