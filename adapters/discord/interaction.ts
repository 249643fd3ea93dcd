import * as z from 'zod';

/** An id of Discord's; larger ones are later. */
export const snowflakeSchema = z.string().regex(/^\d{1,20}$/);

const userSchema = z.object({ id: snowflakeSchema });
const placedSchema = z.object({
  id: snowflakeSchema,
  channel_id: snowflakeSchema,
  channel: z.object({ type: z.number().int().optional() }).optional(),
  guild_id: snowflakeSchema.optional(),
  /** What the bot may do there, as a number of bits. */
  app_permissions: z
    .string()
    .regex(/^\d{1,30}$/)
    .optional(),
  /** In a server; `user` in a direct message. */
  member: z.object({ user: userSchema }).optional(),
  user: userSchema.optional(),
});
export type PlacedInteraction = z.infer<typeof placedSchema>;

const valueSchema = z.object({ name: z.string(), value: z.unknown() });
const slashSchema = z.object({
  type: z.literal(1),
  name: z.string(),
  /** The subcommand, and what was filled in. */
  options: z.array(z.object({ name: z.string(), options: z.array(valueSchema).optional() })).optional(),
});
const onMessageSchema = z.object({
  type: z.literal(3),
  name: z.string(),
  target_id: snowflakeSchema,
  resolved: z.object({
    messages: z.record(
      z.string(),
      z.object({ content: z.string(), attachments: z.array(z.unknown()).optional() }),
    ),
  }),
});

const commandSchema = placedSchema.extend({
  type: z.literal(2),
  data: z.discriminatedUnion('type', [slashSchema, onMessageSchema]),
});
const pressSchema = placedSchema.extend({ type: z.literal(3), data: z.object({ custom_id: z.string() }) });
const formSchema = placedSchema.extend({
  type: z.literal(5),
  data: z.object({
    custom_id: z.string(),
    components: z.array(z.object({ component: z.object({ value: z.string().optional() }).optional() })),
  }),
});

/** Autocompletion, which no command of ours has, and kinds that Discord may add. */
const otherSchema = z.object({
  type: z.union([z.literal(4), z.number().int().min(6)]).transform(() => 'other' as const),
});

/** The fields of an interaction that are read; the rest is left alone. A ping, of type 1, comes without a place. */
export const interactionSchema = z.union([
  z.discriminatedUnion('type', [z.object({ type: z.literal(1) }), commandSchema, pressSchema, formSchema]),
  otherSchema,
]);
type Interaction = z.infer<typeof interactionSchema>;
export type CommandInteraction = Extract<Interaction, { type: 2 }>;
export type PressInteraction = Extract<Interaction, { type: 3 }>;
export type FormInteraction = Extract<Interaction, { type: 5 }>;
