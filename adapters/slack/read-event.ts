import * as z from 'zod';
import type { ReadDelivery } from '../../core/ports/channel.ts';
import { deliveryIdSchema, deliveryOf, tsSchema } from './delivery-of.ts';
import { isDirect, placeOf, slackIdSchema } from './place-of.ts';
import { plainWords } from './plain-words.ts';
import { textAct } from './text-act.ts';

/** What is read of any event. */
export const eventCallbackSchema = z.object({
  type: z.literal('event_callback'),
  team_id: slackIdSchema,
  event_id: deliveryIdSchema,
  authorizations: z.array(z.object({ user_id: z.string(), is_bot: z.boolean() })).optional(),
  event: z.object({ type: z.string() }).loose(),
});
type EventCallback = z.infer<typeof eventCallbackSchema>;

/** A person's own words; edits, joins and what bots post are told apart from them. */
const bySomebodySchema = z.object({
  type: z.enum(['message', 'app_mention']),
  subtype: z.enum(['file_share', 'thread_broadcast']).nullish(),
  bot_id: z.null().optional(),
  user: z.string().refine((user) => user !== 'USLACKBOT'),
});

/** What is read of a person's words; the rest is left alone. */
const wordsSchema = z.object({
  type: z.enum(['message', 'app_mention']),
  user: slackIdSchema,
  text: z.string().default(''),
  channel: slackIdSchema,
  ts: tsSchema,
  thread_ts: tsSchema.optional(),
  files: z.array(z.unknown()).default([]),
});

/** Reads a message to the bot alone, or one that mentions it; whatever else happens in a workspace is none of its business. */
export function readEvent({ team_id, event_id, authorizations = [], event }: EventCallback): ReadDelivery {
  if (!bySomebodySchema.safeParse(event).success) return { kind: 'other' };
  const { type, user, text, channel, ts, thread_ts = ts, files } = wordsSchema.parse(event);
  const bot = authorizations.find(({ is_bot }) => is_bot)?.user_id ?? firstMentioned(text);
  if (isDirect(channel) !== (type === 'message') || user === bot) return { kind: 'other' };
  return {
    kind: 'said',
    said: {
      delivery: deliveryOf(ts, event_id),
      place: placeOf(team_id, channel, thread_ts),
      person: user,
      act: files.length > 0 ? { kind: 'file' } : textAct(plainWords(text, bot)),
    },
    reply: null,
  };
}

const firstMentioned = (text: string): string | undefined => /^\s*<@(\w+)/.exec(text)?.[1];
