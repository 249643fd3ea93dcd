import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../core/ports/clock.ts';
import type { Rate, RateLimiter } from '../../core/ports/rate-limiter.ts';

const never = new AbortController().signal;
const minute = 60_000;
const startMs = 1_800_000_000_000;

/** What every rate limiter guarantees. Each is made with a clock that the test moves, and two made alike share their buckets. */
export function testRateLimiter(name: string, make: (clock: Clock) => RateLimiter): void {
  const open = () => {
    let nowMs = startMs;
    const clock = { nowMs: () => nowMs };
    const key = `user#${randomUUID()}`;
    return {
      key,
      clock,
      limiter: make(clock),
      pass: (milliseconds: number): void => {
        nowMs += milliseconds;
      },
    };
  };

  describe(`rate limiter: ${name}`, () => {
    test('gives a fresh bucket whole, then refuses and says when to come back', async () => {
      const { limiter, key } = open();
      const rate = { requests: 3, windowMs: minute };
      const takes = [];
      for (let take = 0; take < 4; take += 1) takes.push(await limiter.take(key, rate, never));
      expect(takes.slice(0, 3).map((take) => take.isTaken && take.remaining)).toEqual([2, 1, 0]);
      expect(takes[3]).toEqual({ isTaken: false, retryAfterMs: 20_000, fullAfterMs: minute });
    });

    test('gives one request back for each share of the window that passes, and no earlier', async () => {
      const { limiter, key, pass } = open();
      const rate = { requests: 3, windowMs: minute };
      for (let take = 0; take < 3; take += 1) await limiter.take(key, rate, never);
      pass(19_999);
      expect(await limiter.take(key, rate, never)).toMatchObject({ isTaken: false, retryAfterMs: 1 });
      pass(1);
      expect((await limiter.take(key, rate, never)).isTaken).toBe(true);
      expect((await limiter.take(key, rate, never)).isTaken).toBe(false);
    });

    test('is full again after a window, and never fuller', async () => {
      const { limiter, key, pass } = open();
      const rate = { requests: 2, windowMs: minute };
      await limiter.take(key, rate, never);
      pass(100 * minute);
      const takes = [];
      for (let take = 0; take < 3; take += 1) takes.push((await limiter.take(key, rate, never)).isTaken);
      expect(takes).toEqual([true, true, false]);
    });

    test('keeps keys apart', async () => {
      const { limiter, key } = open();
      const rate = { requests: 1, windowMs: minute };
      expect((await limiter.take(`${key}#a`, rate, never)).isTaken).toBe(true);
      expect((await limiter.take(`${key}#b`, rate, never)).isTaken).toBe(true);
      expect((await limiter.take(`${key}#a`, rate, never)).isTaken).toBe(false);
    });

    test.each<Rate>([
      { requests: 60, windowMs: minute },
      { requests: 7, windowMs: minute },
      { requests: 199, windowMs: 1_000 },
    ])('lets exactly $requests of 200 takes at once through, also by two processes', async (rate) => {
      const { limiter, clock, key } = open();
      const other = make(clock);
      const takes = await Promise.all(
        Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? limiter : other).take(key, rate, never)),
      );
      expect(takes.filter((take) => take.isTaken)).toHaveLength(rate.requests);
    });

    test('takes nothing for a caller that has given up', async () => {
      const { limiter, key } = open();
      const rate = { requests: 1, windowMs: minute };
      await expect(limiter.take(key, rate, AbortSignal.abort())).rejects.toThrow();
      expect((await limiter.take(key, rate, never)).isTaken).toBe(true);
    });
  });
}
