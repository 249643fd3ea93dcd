import * as z from 'zod';

/** A prefixed, sortable id: prefix, underscore, 26 characters of Crockford base 32 in lower case (time, then randomness). */
const id = <P extends string, B extends string>(prefix: P, _brand: B) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`))
    .brand<B>();

export const missionIdSchema = id('msn', 'MissionId');
export type MissionId = z.infer<typeof missionIdSchema>;
export const appIdSchema = id('app', 'AppId');
export type AppId = z.infer<typeof appIdSchema>;
export const userIdSchema = id('usr', 'UserId');
export type UserId = z.infer<typeof userIdSchema>;
export const podIdSchema = id('pod', 'PodId');
export type PodId = z.infer<typeof podIdSchema>;
export const planIdSchema = id('pln', 'PlanId');
export type PlanId = z.infer<typeof planIdSchema>;
export const conversationIdSchema = id('cnv', 'ConversationId');
export type ConversationId = z.infer<typeof conversationIdSchema>;
export const linkIdSchema = id('lnk', 'LinkId');
export const webhookIdSchema = id('whk', 'WebhookId');
export type WebhookId = z.infer<typeof webhookIdSchema>;

/** The one list of signed checkpoints of an installation. */
export const checkpointLogIdSchema = z.literal('log_checkpoints').brand<'CheckpointLogId'>();
export type CheckpointLogId = z.infer<typeof checkpointLogIdSchema>;

/** The event streams are missions, apps and the checkpoint log; each has a list of its own. */
export type StreamId = MissionId | AppId | CheckpointLogId;

/** Lower-case hexadecimal SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const idPrefixes = [
  'msn',
  'app',
  'usr',
  'pod',
  'pln',
  'cnv',
  'ses',
  'key',
  'tkt',
  'req',
  'dpl',
  'hld',
  'whk',
  'msg',
  'cli',
  'con',
  'lnk',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];
