import { Conflict } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { UserRecord } from './users.ts';
import { listUsers } from './users.ts';

interface Deps {
  readonly records: RecordStore;
  readonly clock: Clock;
}

const leaseKey = { partition: 'admin-change', sort: 'lease' };
/** A change that was cut off blocks the next one no longer than this. */
const leaseMs = 30_000;
/** Well inside the lease, so that nothing is written after it. */
const workMs = 10_000;

/** An admin who may act. */
export const isActingAdmin = (user: UserRecord): boolean => user.role === 'admin' && !user.is_disabled;

/**
 * Runs the work that takes an admin away, one such work at a time in the whole installation, and not at all (Conflict) where no other admin
 * could act after it. So of two admins who remove each other at once, one stays.
 */
export const keepAnAdmin =
  (deps: Deps) =>
  async <T>(
    leaving: string,
    work: (signal: AbortSignal) => Promise<T>,
    outerSignal: AbortSignal,
  ): Promise<T> => {
    const signal = AbortSignal.any([outerSignal, AbortSignal.timeout(workMs)]);
    const expiresAtMs = deps.clock.nowMs() + leaseMs;
    const lease = await deps.records.put(
      leaseKey,
      {},
      { condition: { kind: 'absent' }, expiresAtMs },
      signal,
    );
    if (lease === 'lost')
      throw new Conflict('users_busy', 'Another admin is being changed at this moment. Try again.');
    try {
      const others = (await listUsers(deps)(signal)).filter(({ username }) => username !== leaving);
      if (!others.some(isActingAdmin))
        throw new Conflict('last_admin', 'This is the last active admin. Make another admin first.');
      return await work(signal);
    } finally {
      await deps.records.remove(leaseKey, { kind: 'revision', revision: lease.revision }, outerSignal);
    }
  };
