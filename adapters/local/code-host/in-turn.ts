import PQueue from 'p-queue';

const queues = new Map<string, PQueue>();

/** Runs one piece of work at a time for each repository of this process; refs have no other lock. */
export function inTurn<T>(gitdir: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(gitdir) ?? new PQueue({ concurrency: 1 });
  queues.set(gitdir, queue);
  return queue.add(work);
}
