import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { RecordStore } from '../ports/record-store.ts';

export interface SlotDeps {
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Who waits, and until when at most. */
const waitersSchema = z.array(z.strictObject({ id: z.string(), until_ms: z.number() }));
type Waiters = z.infer<typeof waitersSchema>;

const key = { partition: 'waiting', sort: 'waiters' };

/** Each turn that is lost was another's, so somebody always gets on; whoever loses as many is better answered at once. */
const maxTurns = 5;
/** Whoever waits leaves by itself; only one that died is left out after its time. */
const spareMs = 5_000;
const leaveMs = 2_000;

/**
 * Takes one of so many slots for callers that wait, and answers how to leave it, which never throws; undefined where all are taken. The slot of a
 * waiter that died is free again when its time is over.
 */
export const takeWaitingSlot =
  (deps: SlotDeps) =>
  async (
    { slots, forMs }: { readonly slots: number; readonly forMs: number },
    signal: AbortSignal,
  ): Promise<(() => Promise<void>) | undefined> => {
    const id = deps.ids.make('req');
    const until_ms = deps.clock.nowMs() + forMs + spareMs;
    const isIn = await change(
      deps,
      (waiters) => (waiters.length < slots ? [...waiters, { id, until_ms }] : undefined),
      signal,
    );
    if (!isIn) return undefined;
    const others = (waiters: Waiters): Waiters => waiters.filter((waiter) => waiter.id !== id);
    return () =>
      change(deps, others, AbortSignal.timeout(leaveMs)).then(
        () => undefined,
        () => undefined,
      );
  };

/** Changes who waits, as of now; false where there is nothing to change or others were quicker each time. */
async function change(
  { records, clock }: SlotDeps,
  next: (waiters: Waiters) => Waiters | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const stored = await records.get(key, waitersSchema, signal);
    const nowMs = clock.nowMs();
    const waiters = next((stored?.value ?? []).filter(({ until_ms }) => until_ms > nowMs));
    if (waiters === undefined) return false;
    const condition =
      stored === undefined
        ? ({ kind: 'absent' } as const)
        : ({ kind: 'revision', revision: stored.revision } as const);
    if ((await records.put(key, waiters, { condition }, signal)) !== 'lost') return true;
  }
  return false;
}
