import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import type { DeliverDeps } from './deliver-queued.ts';
import { deliverQueued } from './deliver-queued.ts';
import { queueEvents } from './queue-events.ts';
import type { Pending, WebhookRef } from './webhook-records.ts';
import { eachRecord, pendingKey, pendingPartition, pendingSchema } from './webhook-records.ts';

/** Longer than any run takes; a run that is killed keeps its webhook's messages waiting for as long. */
const leaseMs = 90_000;
/** How often a run looks again where others queued more meanwhile; the next one goes on. */
const maxRounds = 5;
/** How many webhooks are served side by side. */
const atOnce = 50;

/** Delivers what is new of missions; with none named, everything that is due. One webhook is served by one run at a time, and its failure is its own. */
export const deliverWebhooks =
  (deps: DeliverDeps) =>
  async (missions: readonly MissionId[], { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    for (const missionId of missions)
      for (const ref of await queueEvents(deps)(missionId, signal)) await serve(deps, ref, signal);
    if (missions.length === 0) await serveAll(deps, signal);
  };

/** One that fails keeps no other waiting; afterwards the first failure is thrown. */
async function serveAll(deps: DeliverDeps, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  const pending = await Array.fromAsync(eachRecord(deps.records, pendingPartition, pendingSchema, signal));
  for (let begun = 0; begun < pending.length; begun += atOnce) {
    signal.throwIfAborted();
    const some = pending.slice(begun, begun + atOnce);
    const served = await Promise.allSettled(some.map(({ value }) => serve(deps, value, signal)));
    for (const outcome of served) if (outcome.status === 'rejected') failures.push(outcome.reason);
  }
  if (failures.length > 0) throw failures[0];
}

async function serve(deps: DeliverDeps, ref: WebhookRef, signal: AbortSignal): Promise<void> {
  for (let round = 0; round < maxRounds; round += 1) {
    const held = await hold(deps, ref, signal);
    if (held === undefined) return;
    if (await letGo(deps, held, await deliverQueued(deps, ref, signal), signal)) return;
  }
}

type Held = StoredRecord<Pending>;

/** Undefined where another run has it, or nothing waits. */
async function hold(deps: DeliverDeps, ref: WebhookRef, signal: AbortSignal): Promise<Held | undefined> {
  const nowMs = deps.clock.nowMs();
  const found = await deps.records.get(pendingKey(ref), pendingSchema, signal);
  if (found === undefined || found.value.leased_until_ms > nowMs) return undefined;
  const value = { ...found.value, leased_until_ms: nowMs + leaseMs };
  const written = await write(deps.records, { ...found, value }, signal);
  return written === 'lost' ? undefined : { ...found, value, revision: written.revision };
}

/** False where more was queued meanwhile: then it is free again, and to be looked at anew. */
async function letGo(
  { records, clock }: DeliverDeps,
  held: Held,
  { left, restMs }: { readonly left: number; readonly restMs: number },
  signal: AbortSignal,
): Promise<boolean> {
  const free = { ...held.value, leased_until_ms: clock.nowMs() + restMs };
  const isDone =
    left === 0
      ? await records.remove(held.key, { kind: 'revision', revision: held.revision }, signal)
      : (await write(records, { ...held, value: free }, signal)) !== 'lost';
  if (!isDone) await records.put(held.key, free, { condition: { kind: 'any' } }, signal);
  return isDone;
}

const write = (records: RecordStore, { key, value, revision }: Held, signal: AbortSignal) =>
  records.put(key, value, { condition: { kind: 'revision', revision } }, signal);
