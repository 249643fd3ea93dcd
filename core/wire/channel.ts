import * as z from 'zod';
import { linkIdSchema, planIdSchema } from './ids.ts';

/** The platforms that people may talk to Gantry on. */
export const platformSchema = z.enum(['telegram', 'slack', 'discord', 'github']);
export type Platform = z.infer<typeof platformSchema>;

/** Where something was said: a chat, and the thread of it where it has threads. */
export const placeSchema = z.strictObject({
  platform: platformSchema,
  /** Where the platform's names of people are unique. */
  workspace: z.string().max(100),
  chat: z.string().max(150),
  thread: z.string().max(100).nullable(),
});
export type Place = z.infer<typeof placeSchema>;

/** What a person did at a platform, as its signed delivery tells it. */
export const saidSchema = z.strictObject({
  /** The platform's own number of the delivery: the same one again is a replay. Deliveries of a place sort by it. */
  delivery: z.string().max(100),
  place: placeSchema,
  person: z.string().max(100),
  act: z.discriminatedUnion('kind', [
    /** Cut a little beyond what may be said in one go, so that it is seen to be too long. */
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({ kind: z.literal('file') }),
    z.strictObject({ kind: z.literal('build'), plan_id: planIdSchema }),
    z.strictObject({ kind: z.literal('change') }),
    /** Yes to the plan that this person was shown last at the place, where that was before this message of theirs. */
    z.strictObject({ kind: z.literal('agree'), message_id: z.string().max(30) }),
  ]),
  /** Where a place is in a repository: its lasting id, what the person is called there, and whether they are said to belong to it. */
  repository: z
    .strictObject({ id: z.string().max(40), account: z.string().max(100), is_member: z.boolean() })
    .optional(),
});
export type Said = z.infer<typeof saidSchema>;

/** A button under a message. */
export const buttonSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('build'), plan_id: planIdSchema }),
  z.strictObject({ kind: z.literal('change') }),
  z.strictObject({ kind: z.literal('link'), label: z.string(), url: z.string() }),
]);
export type Button = z.infer<typeof buttonSchema>;

/** A message of Gantry's: plain text, which a channel cuts and escapes as its platform asks, and buttons. */
export const postSchema = z.strictObject({ text: z.string(), buttons: z.array(buttonSchema) });
export type Post = z.infer<typeof postSchema>;

/** For whose account a code is to be, where it is said in public; without one it works where a message is nobody else's to read. */
export const linkRequestSchema = z.strictObject({
  github_account: z
    .string()
    .regex(/^[a-z\d](?:[a-z\d-]{0,38}|[a-z\d_-]{0,99})$/i)
    .optional(),
});

/** A code that links an account at a platform to the user who asked for it. */
export const linkCodeSchema = z.strictObject({ code: z.string(), expires_at: z.iso.datetime() });

/** An account at a platform that builds as a user; `workspace` and `person` are the platform's own names for them. */
export const linkedAccountSchema = z.strictObject({
  link_id: linkIdSchema,
  platform: platformSchema,
  workspace: z.string(),
  person: z.string(),
  linked_at: z.iso.datetime(),
});
export type LinkedAccount = z.infer<typeof linkedAccountSchema>;

/** The platforms that this installation is connected to, and the caller's accounts there. */
export const channelsSchema = z.strictObject({
  platforms: z.array(platformSchema),
  links: z.array(linkedAccountSchema),
});
