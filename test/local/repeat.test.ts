import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repeat } from '../../local/repeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('runs again after each pause, never twice at a time, and stops once what runs has ended', async () => {
  const ends: (() => void)[] = [];
  const merges = repeat(
    { firstMs: 10, everyMs: 100 },
    () => new Promise<void>((resolve) => ends.push(resolve)),
  );
  await vi.advanceTimersByTimeAsync(9);
  expect(ends).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(500);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(ends).toHaveLength(2);
  let hasStopped = false;
  const stopping = merges.stop().then(() => {
    hasStopped = true;
  });
  await vi.advanceTimersByTimeAsync(1);
  expect(hasStopped).toBe(false);
  ends[1]?.();
  await stopping;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends).toHaveLength(2);
});
