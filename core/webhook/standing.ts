import type { Clock } from '../ports/clock.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { DeadLetter, Delivery } from '../wire/webhook.ts';
import type { Standing, WebhookRef } from './webhook-records.ts';
import { standingKey, standingSchema } from './webhook-records.ts';

/** What nothing was delivered to for so long is not worth remembering; each delivery writes it anew. */
const keptMs = 90 * 86_400_000;
const shownDead = 20;

const fresh: Standing = { ended_at_ms: null, failing_since_ms: null, last: null, dead_count: 0, dead: [] };

/** How a webhook's deliveries have gone so far. */
export const readStanding =
  (deps: { readonly records: RecordStore }) =>
  async (ref: WebhookRef, signal: AbortSignal): Promise<Standing> =>
    (await deps.records.get(standingKey(ref), standingSchema, signal))?.value ?? fresh;

/** Keeps how deliveries have gone. */
export const writeStanding =
  (deps: { readonly records: RecordStore; readonly clock: Clock }) =>
  async (ref: WebhookRef, standing: Standing, signal: AbortSignal): Promise<void> => {
    const options = { condition: { kind: 'any' }, expiresAtMs: deps.clock.nowMs() + keptMs } as const;
    await deps.records.put(standingKey(ref), standing, options, signal);
  };

/** After a delivery; 410 says that the receiver wants no more, ever. */
export function afterDelivery(standing: Standing, delivery: Delivery, nowMs: number): Standing {
  return {
    ...standing,
    last: delivery,
    failing_since_ms: delivery.is_delivered ? null : (standing.failing_since_ms ?? nowMs),
    ended_at_ms: standing.ended_at_ms ?? (delivery.status === 410 ? nowMs : null),
  };
}

/** After a message was given up. */
export const afterLoss = (standing: Standing, letter: DeadLetter): Standing => ({
  ...standing,
  dead_count: standing.dead_count + 1,
  dead: [...standing.dead, letter].slice(-shownDead),
});
