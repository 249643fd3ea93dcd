import type { DatabaseSync } from 'node:sqlite';
import { cellRate, refused, taken } from '../../core/limit/cell-rate.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RateLimiter } from '../../core/ports/rate-limiter.ts';

interface RateLimiterDeps {
  readonly database: DatabaseSync;
  readonly clock: Clock;
}

const schema = `
  create table if not exists rate_buckets (key text primary key, tat_us integer not null) without rowid;
`;

const takeSql = `insert into rate_buckets (key, tat_us) values (:key, :now + :cost)
  on conflict (key) do update set tat_us = max(tat_us, :now) + :cost
  where max(tat_us, :now) + :cost <= :now + :burst
  returning tat_us`;

const takesBetweenSweeps = 1_000;

/** Buckets on SQLite: a take is one statement, which either moves the bucket's timestamp or answers nothing. */
export function createRateLimiter({ database, clock }: RateLimiterDeps): RateLimiter {
  database.exec(schema);
  const take = database.prepare(takeSql);
  const read = database.prepare('select tat_us from rate_buckets where key = ?');
  const sweep = database.prepare('delete from rate_buckets where tat_us < ?');
  let takes = 0;
  return {
    async take(key, rate, signal) {
      signal.throwIfAborted();
      const cell = cellRate(rate);
      const nowUs = clock.nowMs() * 1_000;
      // A bucket whose time has passed is full, as one that is not there.
      if (takes++ % takesBetweenSweeps === 0) sweep.run(nowUs);
      const row = take.get({ key, now: nowUs, cost: cell.costUs, burst: cell.burstUs });
      if (row !== undefined) return taken(cell, Number(row.tat_us), nowUs);
      return refused(cell, Number(read.get(key)?.tat_us ?? nowUs), nowUs);
    },
  };
}
