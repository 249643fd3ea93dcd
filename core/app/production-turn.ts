import * as z from 'zod';
import { Conflict } from '../errors.ts';
import { pause } from '../mission/pause.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { AppId } from '../wire/ids.ts';

interface TurnDeps {
  readonly records: RecordStore;
  readonly clock: Clock;
}

interface Waiting {
  readonly pollMs: number;
  readonly maxPolls: number;
}

/** A little less than a REST answer has on AWS. */
const waiting: Waiting = { pollMs: 250, maxPolls: 100 };
/** What runs in a turn is aborted after this long, and the turn of a holder that was killed is free again. */
const turnMs = 60_000;

const turnSchema = z.strictObject({ taken_at_ms: z.number() });

/**
 * Runs what changes an app's production while nobody else does: production has one place, and two who put something there at once would
 * each see the other's. Whoever comes second waits; Conflict when that takes too long.
 */
export const inProductionTurn =
  (deps: TurnDeps, { pollMs, maxPolls }: Waiting = waiting) =>
  async <T>(appId: AppId, act: (held: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const key = { partition: 'production-turns', sort: appId };
    for (let poll = 0; poll < maxPolls; poll += 1) {
      const nowMs = deps.clock.nowMs();
      const turn = turnSchema.parse({ taken_at_ms: nowMs });
      const options = { condition: { kind: 'absent' }, expiresAtMs: nowMs + turnMs } as const;
      const taken = await deps.records.put(key, turn, options, signal);
      if (taken === 'lost') {
        await pause(pollMs, signal);
        continue;
      }
      try {
        return await act(AbortSignal.any([signal, AbortSignal.timeout(turnMs)]));
      } finally {
        // Also where the caller has gone: the next one would wait until the turn expires.
        await deps.records.remove(
          key,
          { kind: 'revision', revision: taken.revision },
          AbortSignal.timeout(5_000),
        );
      }
    }
    throw new Conflict('app_busy', 'Another version of this app is going live. Try again in a moment.');
  };
