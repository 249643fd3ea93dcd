import * as z from 'zod';
import type { RecordKey, RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { MissionId, UserId, WebhookId } from '../wire/ids.ts';
import { missionIdSchema, userIdSchema, webhookIdSchema } from '../wire/ids.ts';
import { deadLetterSchema, deliverySchema } from '../wire/webhook.ts';

/** Readable, since each message is signed with it; it is answered to nobody after the first time. */
export const webhookRecordSchema = z.strictObject({
  webhook_id: webhookIdSchema,
  owner: userIdSchema,
  url: z.string(),
  events: z.array(z.string()),
  secret: z.string(),
  /** The one before it, which signs too until then; there once it was rotated. */
  previous: z.strictObject({ secret: z.string(), until_ms: z.number().int() }).optional(),
  created_at_ms: z.number().int(),
});
export type WebhookRecord = z.infer<typeof webhookRecordSchema>;

/** How a webhook's deliveries go. */
export const standingSchema = z.strictObject({
  ended_at_ms: z.number().int().nullable(),
  failing_since_ms: z.number().int().nullable(),
  last: deliverySchema.nullable(),
  dead_count: z.number().int(),
  dead: z.array(deadLetterSchema),
});
export type Standing = z.infer<typeof standingSchema>;

/** An event that is still to be delivered; the log has what is sent. */
export const queuedSchema = z.strictObject({
  mission_id: missionIdSchema,
  seq: z.number().int().positive(),
  queued_at_ms: z.number().int(),
  tries: z.number().int(),
  due_at_ms: z.number().int(),
});
export type Queued = z.infer<typeof queuedSchema>;

/** Up to which event of a mission a webhook's queue was filled. */
export const seenSchema = z.strictObject({ seq: z.number().int() });

/** A webhook with a queue; until `leased_until_ms` somebody serves it, or it is left alone. */
export const pendingSchema = z.strictObject({
  webhook_id: webhookIdSchema,
  owner: userIdSchema,
  leased_until_ms: z.number().int(),
});
export type Pending = z.infer<typeof pendingSchema>;

/** Which webhook, and whose. */
export type WebhookRef = Pick<WebhookRecord, 'webhook_id' | 'owner'>;

export const webhooksOf = (owner: UserId): string => `webhooks#${owner}`;
export const queueOf = (webhookId: WebhookId): string => `webhook-queue#${webhookId}`;
export const pendingPartition = 'webhooks-pending';

export const webhookKey = ({ owner, webhook_id }: WebhookRef): RecordKey => ({
  partition: webhooksOf(owner),
  sort: webhook_id,
});
export const standingKey = ({ owner, webhook_id }: WebhookRef): RecordKey => ({
  partition: `webhook-standing#${owner}`,
  sort: webhook_id,
});
export const seenKey = ({ webhook_id }: WebhookRef, missionId: MissionId): RecordKey => ({
  partition: `webhook-seen#${missionId}`,
  sort: webhook_id,
});
export const pendingKey = ({ owner, webhook_id }: WebhookRef): RecordKey => ({
  partition: pendingPartition,
  sort: `${owner}#${webhook_id}`,
});
/** In the order of missions and of each mission's events. */
export const queuedKey = (
  { webhook_id }: WebhookRef,
  { mission_id, seq }: Pick<Queued, 'mission_id' | 'seq'>,
): RecordKey => ({
  partition: queueOf(webhook_id),
  sort: `${mission_id}#${String(seq).padStart(9, '0')}`,
});

/** The id that a receiver knows a message by, however often it comes. */
export const messageIdOf = ({ mission_id, seq }: Pick<Queued, 'mission_id' | 'seq'>): string =>
  `${mission_id}_${seq}`;

const pageSize = 100;

/** Every record of a partition, in order. */
export async function* eachRecord<T>(
  records: RecordStore,
  partition: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): AsyncGenerator<StoredRecord<T>> {
  for (let cursor = ''; ; ) {
    const page = await records.list(partition, { limit: pageSize, cursor }, schema, signal);
    yield* page;
    if (page.length < pageSize) return;
    cursor = (page.at(-1) as StoredRecord<T>).key.sort;
  }
}
