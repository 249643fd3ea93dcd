import * as z from 'zod';
import { missionFactSchema } from './event.ts';
import { missionIdSchema, webhookIdSchema } from './ids.ts';
import { isPublicOrigin } from './origin.ts';

/** The events of missions, by name. */
const eventNames: ReadonlySet<string> = new Set(
  missionFactSchema.options.map(({ shape }) => shape.event.value),
);

/** An event's name, or `*` for every event. */
const wantedEventSchema = z
  .string()
  .max(64)
  .refine((name) => name === '*' || eventNames.has(name), {
    message: 'There is no such event; use * for all, or a name such as mission-shipped.',
  })
  .meta({ enum: ['*', ...eventNames] });

/** Where events go: https, at a public name, and nothing in it that is no address. */
const receiverSchema = z
  .string()
  .max(1_000)
  .refine(isReceiver, { message: 'Give an https address at a public name, without a user name or #.' })
  .meta({
    format: 'uri',
    description: 'An https address at a public name, without a user name or #.',
    examples: ['https://receiver.example.com/gantry'],
  });

function isReceiver(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || text.includes('#')) return false;
  return isPublicOrigin(url.origin);
}

export const newWebhookSchema = z.strictObject({
  url: receiverSchema,
  events: z
    .array(wantedEventSchema)
    .min(1)
    .max(64)
    .transform((events) => [...new Set(events)].sort()),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;

const idSchema = { webhook_id: webhookIdSchema };

/** `secret` is what signatures are verified with, answered this once. */
export const madeWebhookSchema = z.strictObject({
  ...idSchema,
  url: z.string(),
  events: z.array(z.string()),
  secret: z.string(),
});

/** How a receiver answered: `status` is null where it did not. */
export const deliverySchema = z.strictObject({
  at: z.iso.datetime(),
  message_id: z.string(),
  is_delivered: z.boolean(),
  status: z.number().int().nullable(),
  why: z.string(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** A message that was not delivered within a day, and is not sent again. */
export const deadLetterSchema = z.strictObject({
  message_id: z.string(),
  mission_id: missionIdSchema,
  seq: z.number().int().positive(),
  given_up_at: z.iso.datetime(),
  tries: z.number().int().nonnegative(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

export const webhookSchema = z.strictObject({
  ...idSchema,
  url: z.string(),
  events: z.array(z.string()),
  created_at: z.iso.datetime(),
  /** `ended` once the receiver has answered 410: nothing is sent any more. */
  state: z.enum(['active', 'failing', 'ended']),
  /** When the first of the deliveries failed that have failed since; null while they arrive. */
  failing_since: z.iso.datetime().nullable(),
  last: deliverySchema.nullable(),
  /** How many messages were given up, and the latest of them. */
  dead_count: z.number().int().nonnegative(),
  dead: z.array(deadLetterSchema),
});
export type WebhookView = z.infer<typeof webhookSchema>;
export const webhooksSchema = z.strictObject({ webhooks: z.array(webhookSchema) });

/** How the test message went; it is sent once. */
export const testedWebhookSchema = z.strictObject({ ...idSchema, delivery: deliverySchema });
