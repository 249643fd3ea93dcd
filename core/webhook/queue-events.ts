import { DependencyFailed } from '../errors.ts';
import { asMissionEvent } from '../mission/mission-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { RecordStore, WriteCondition } from '../ports/record-store.ts';
import type { ChainedEvent } from '../wire/event.ts';
import type { MissionId, UserId } from '../wire/ids.ts';
import { retryMs } from './retry-delay.ts';
import type { Queued, WebhookRecord, WebhookRef } from './webhook-records.ts';
import { pendingKey, pendingSchema, queuedKey, seenKey, seenSchema } from './webhook-records.ts';
import { listWebhooks } from './webhooks.ts';

export interface QueueDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
  readonly clock: Clock;
}

const maxRaces = 10;
/** How many events nobody wanted are looked at again and again before they count as seen: a write costs as much as reading so many. */
const unnoted = 16;

/**
 * Queues what is new of a mission for each webhook of its owner that wants it, and answers those webhooks. An event is queued before it counts
 * as seen, so that none is lost however this ends; one that is older than its webhook or than a day is left alone. Reads the log from where the
 * webhook that has seen the least stands.
 */
export const queueEvents =
  (deps: QueueDeps) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<readonly WebhookRef[]> => {
    const owner = await ownerOf(deps, missionId, signal);
    if (owner === undefined) return [];
    const webhooks = await listWebhooks(deps)(owner, signal);
    if (webhooks.length === 0) return [];
    const standings = await Promise.all(
      webhooks.map(async (webhook) => ({ webhook, seen: await seenBy(deps, webhook, missionId, signal) })),
    );
    const afterSeq = Math.min(...standings.map(({ seen }) => seen));
    const events = await deps.eventLog.read(missionId, { afterSeq }, signal);
    const filled: WebhookRef[] = [];
    for (const { webhook, seen } of standings) {
      const fresh = events.filter(({ seq }) => seq > seen);
      if (await queueFor(deps, webhook, { missionId, fresh }, signal)) filled.push(webhook);
    }
    return filled;
  };

/** Up to which event a webhook's queue was filled. One by one, since a list may be behind, and what was delivered would be queued again. */
const seenBy = async (
  { records }: QueueDeps,
  webhook: WebhookRef,
  missionId: MissionId,
  signal: AbortSignal,
) => (await records.get(seenKey(webhook, missionId), seenSchema, signal))?.value.seq ?? 0;

async function ownerOf(
  deps: QueueDeps,
  missionId: MissionId,
  signal: AbortSignal,
): Promise<UserId | undefined> {
  const [first] = await deps.eventLog.read(missionId, { afterSeq: 0, limit: 1 }, signal);
  const fact = first && asMissionEvent(first);
  return fact?.event === 'mission-requested' ? fact.data.owner : undefined;
}

/** Fills one webhook's queue with what it wants of events that are new to it; answers whether there was any. */
async function queueFor(
  deps: QueueDeps,
  webhook: WebhookRecord,
  { missionId, fresh }: { readonly missionId: MissionId; readonly fresh: readonly ChainedEvent[] },
  signal: AbortSignal,
): Promise<boolean> {
  const sinceMs = Math.max(webhook.created_at_ms, deps.clock.nowMs() - retryMs);
  const wanted = fresh.filter((event) => Date.parse(event.at) >= sinceMs && wants(webhook, event));
  for (const { seq } of wanted) await queue(deps, webhook, { mission_id: missionId, seq }, signal);
  if (wanted.length > 0) await markPending(deps, webhook, signal);
  const last = fresh.at(-1);
  if (last !== undefined && (wanted.length > 0 || fresh.length >= unnoted))
    await noteSeen(deps, webhook, { missionId, seq: last.seq }, signal);
  return wanted.length > 0;
}

/** Never back to an earlier event: what others have queued beyond it would be sent again. Unnoted, some of it is. */
async function noteSeen(
  { records, clock }: QueueDeps,
  webhook: WebhookRecord,
  { missionId, seq }: { readonly missionId: MissionId; readonly seq: number },
  signal: AbortSignal,
): Promise<void> {
  const key = seenKey(webhook, missionId);
  const expiresAtMs = clock.nowMs() + 2 * retryMs;
  for (let race = 0; race < maxRaces; race += 1) {
    const found = await records.get(key, seenSchema, signal);
    if (found !== undefined && found.value.seq >= seq) return;
    const condition = unchanged(found);
    if ((await records.put(key, { seq }, { condition, expiresAtMs }, signal)) !== 'lost') return;
  }
}

const unchanged = (found: { readonly revision: string } | undefined): WriteCondition =>
  found === undefined ? { kind: 'absent' } : { kind: 'revision', revision: found.revision };

const wants = ({ events }: WebhookRecord, { event }: ChainedEvent): boolean =>
  events.includes('*') || events.includes(event);

async function queue(
  deps: QueueDeps,
  ref: WebhookRef,
  event: Pick<Queued, 'mission_id' | 'seq'>,
  signal: AbortSignal,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const queued: Queued = { ...event, queued_at_ms: nowMs, tries: 0, due_at_ms: nowMs };
  // Longer than it is tried, for the queue of a webhook that nobody looks at any more.
  const options = { condition: { kind: 'absent' }, expiresAtMs: nowMs + 7 * retryMs } as const;
  await deps.records.put(queuedKey(ref, event), queued, options, signal);
}

/** Whoever serves the webhook meanwhile sees by the revision that there is more, and keeps its hold. */
async function markPending(
  { records }: QueueDeps,
  { owner, webhook_id }: WebhookRef,
  signal: AbortSignal,
): Promise<void> {
  const key = pendingKey({ owner, webhook_id });
  for (let race = 0; race < maxRaces; race += 1) {
    const found = await records.get(key, pendingSchema, signal);
    const value = found?.value ?? { owner, webhook_id, leased_until_ms: 0 };
    if ((await records.put(key, value, { condition: unchanged(found) }, signal)) !== 'lost') return;
  }
  throw new DependencyFailed('webhook_busy', 'The queue of a webhook is being changed by others.', {
    retryAfterMs: 100,
  });
}
