import { describe, expect, test } from 'vitest';
import { DependencyFailed } from '../../core/errors.ts';
import { createWakeQueue } from '../../local/wake-queue.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const again = (): Error => new DependencyFailed('busy', 'Later.', { retryAfterMs: 0 });

function queueOf(work: (key: string) => Promise<void>, options?: { readonly atOnce: number }) {
  const failed: unknown[] = [];
  const queue = createWakeQueue(work, (error, key) => failed.push([key, (error as Error).message]), options);
  return { ...queue, failed };
}

describe('a wake queue', () => {
  test('works once more, and only once more, on a key that was woken while it was worked on', async () => {
    const seen: string[] = [];
    const queue = queueOf(async (key) => {
      seen.push(key);
      await turn();
    });
    for (const key of ['a', 'a', 'a', 'b']) queue.wake(key);
    await queue.idle();
    expect(seen.toSorted()).toEqual(['a', 'a', 'b']);
  });

  test('lets a failing key drop no other, however they were woken', async () => {
    const seen: string[] = [];
    const queue = queueOf(
      async (key) => {
        await turn();
        if (key === 'bad') throw new Error('broken');
        seen.push(key);
      },
      { atOnce: 1 },
    );
    for (const key of ['a', 'bad', 'b', 'c']) queue.wake(key);
    await queue.idle();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(queue.failed).toEqual([['bad', 'broken']]);
  });

  test('tries again what may still succeed, and lets others have their turn meanwhile', async () => {
    const seen: string[] = [];
    let left = 3;
    const queue = queueOf(
      async (key) => {
        if (key === 'late' && left-- > 0) throw again();
        seen.push(key);
      },
      { atOnce: 1 },
    );
    queue.wake('late');
    queue.wake('a');
    await queue.idle();
    expect(seen).toEqual(['a', 'late']);
    expect(queue.failed).toEqual([]);
  });

  test('says so when it gives up', async () => {
    const queue = queueOf(async () => Promise.reject(again()));
    queue.wake('a');
    await queue.idle();
    expect(queue.failed).toEqual([['a', 'Later.']]);
  });

  test('works on no more keys at once than it may', async () => {
    let [now, most] = [0, 0];
    const queue = queueOf(
      async () => {
        now += 1;
        most = Math.max(most, now);
        await turn();
        now -= 1;
      },
      { atOnce: 2 },
    );
    for (const key of ['a', 'b', 'c', 'd', 'e']) queue.wake(key);
    await queue.idle();
    expect(most).toBe(2);
  });
});
