import type { EventLog } from '../ports/event-log.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { Delivery } from '../wire/webhook.ts';
import { retryDelayMs, retryMs } from './retry-delay.ts';
import type { SendDeps } from './send-message.ts';
import { sendMessage } from './send-message.ts';
import { afterDelivery, afterLoss, readStanding, writeStanding } from './standing.ts';
import type { Queued, WebhookRecord, WebhookRef } from './webhook-records.ts';
import {
  eachRecord,
  messageIdOf,
  queuedSchema,
  queueOf,
  webhookKey,
  webhookRecordSchema,
} from './webhook-records.ts';

export interface DeliverDeps extends SendDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
}

/** After this long nothing more is begun: the rest waits for the next run. */
const runMs = 30_000;

/** How long a receiver that cannot be reached is left alone, whatever happens: each try holds a function for as long as it hangs. */
const coolDownMs = 30_000;

/** What one run goes on. */
interface Run {
  readonly deps: DeliverDeps;
  readonly ref: WebhookRef;
  readonly endsAtMs: number;
  readonly signal: AbortSignal;
  /** How long the receiver is to be left alone: once that is known, the run sends nothing more. */
  restMs: number;
}

/** Sends what is due of a webhook's queue, in order; answers how many messages are still in it, and for how long its receiver is to be left alone. */
export async function deliverQueued(
  deps: DeliverDeps,
  ref: WebhookRef,
  signal: AbortSignal,
): Promise<{ readonly left: number; readonly restMs: number }> {
  const run: Run = { deps, ref, endsAtMs: deps.clock.nowMs() + runMs, signal, restMs: 0 };
  let left = 0;
  for await (const queued of eachRecord(deps.records, queueOf(ref.webhook_id), queuedSchema, signal))
    if ((await turnOf(run, queued)) === 'stays') left += 1;
  return { left, restMs: run.restMs };
}

type Turn = 'stays' | 'leaves';

/** Looks at the webhook anew for each message: once it is removed, or has ended, nothing more is sent. */
async function turnOf(run: Run, queued: StoredRecord<Queued>): Promise<Turn> {
  const { deps, ref, signal } = run;
  const nowMs = deps.clock.nowMs();
  const webhook = (await deps.records.get(webhookKey(ref), webhookRecordSchema, signal))?.value;
  if (webhook === undefined || (await readStanding(deps)(ref, signal)).ended_at_ms !== null)
    return leave(run, queued);
  if (nowMs >= queued.value.queued_at_ms + retryMs) return giveUp(run, queued);
  if (run.restMs > 0 || nowMs >= run.endsAtMs || nowMs < queued.value.due_at_ms) return 'stays';
  return send(run, webhook, queued);
}

async function send(run: Run, webhook: WebhookRecord, queued: StoredRecord<Queued>): Promise<Turn> {
  const { deps, ref, signal } = run;
  const { mission_id, seq } = queued.value;
  const [event] = await deps.eventLog.read(mission_id, { afterSeq: seq - 1, limit: 1 }, signal);
  const message = { id: messageIdOf(queued.value), body: JSON.stringify(event) };
  const { delivery, pauseMs } = await sendMessage(deps)(webhook, message, signal);
  run.restMs = delivery.status === null ? coolDownMs : pauseMs;
  const before = await readStanding(deps)(ref, signal);
  await writeStanding(deps)(ref, afterDelivery(before, delivery, deps.clock.nowMs()), signal);
  return isOver(delivery) ? leave(run, queued) : sendLater(run, queued);
}

const isOver = ({ is_delivered, status }: Delivery): boolean => is_delivered || status === 410;

async function sendLater(run: Run, queued: StoredRecord<Queued>): Promise<Turn> {
  const { deps, signal } = run;
  const tries = queued.value.tries + 1;
  const due_at_ms = deps.clock.nowMs() + Math.max(retryDelayMs(tries), run.restMs);
  const later = { ...queued, value: { ...queued.value, tries, due_at_ms } };
  if (due_at_ms >= queued.value.queued_at_ms + retryMs) return giveUp(run, later);
  const expiresAtMs = queued.value.queued_at_ms + 7 * retryMs;
  await deps.records.put(queued.key, later.value, { condition: { kind: 'any' }, expiresAtMs }, signal);
  return 'stays';
}

/** Shown before it leaves the queue: one that is shown twice is better than one that nobody hears of. */
async function giveUp(run: Run, queued: StoredRecord<Queued>): Promise<Turn> {
  const { deps, ref, signal } = run;
  const { mission_id, seq, tries } = queued.value;
  const given_up_at = new Date(deps.clock.nowMs()).toISOString();
  const letter = { message_id: messageIdOf(queued.value), mission_id, seq, given_up_at, tries };
  await writeStanding(deps)(ref, afterLoss(await readStanding(deps)(ref, signal), letter), signal);
  return leave(run, queued);
}

async function leave({ deps, signal }: Run, { key }: StoredRecord<Queued>): Promise<Turn> {
  await deps.records.remove(key, { kind: 'any' }, signal);
  return 'leaves';
}
