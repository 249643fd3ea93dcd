import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createRateLimiter } from '../../../adapters/local/rate-limiter.ts';
import { testRateLimiter } from '../../contract/rate-limiter.ts';
import { temporaryHome } from './temporary-home.ts';

const home = temporaryHome();

testRateLimiter('local', (clock) => createRateLimiter({ database: openDatabase(home, 'kill'), clock }));

test('forgets buckets that are full again', async () => {
  const database = new DatabaseSync(':memory:');
  let nowMs = 1_000_000;
  const limiter = createRateLimiter({ database, clock: { nowMs: () => nowMs } });
  const take = () => limiter.take(`key-${nowMs}`, { requests: 10, windowMs: 1_000 }, AbortSignal.any([]));
  for (let index = 0; index < 1_001; index += 1) {
    await take();
    nowMs += 1_000;
  }
  expect(database.prepare('select count(*) as rows from rate_buckets').get()?.rows).toBe(1);
});
