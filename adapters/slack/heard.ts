import * as z from 'zod';
import type { Place, Said } from '../../core/wire/channel.ts';
import { maxSpokenLength } from '../../core/wire/http.ts';

/** Slack's name of something: a workspace, a channel, a person. */
export const slackIdSchema = z.string().min(1).max(40);
/** The id of a delivery, in a place of it that fits a record's key. */
export const deliveryIdSchema = z.string().min(1).max(79);
/** Seconds with six decimals: when something was said, and the name of a message in its channel. */
export const tsSchema = z.string().regex(/^\d{1,12}\.\d{6}$/);

/** What a delivery is told apart and put in order by: microseconds, then Slack's own id. */
export const deliveryOf = (ts: string, id: string): string =>
  `${ts.replace('.', '').padStart(20, '0')}-${id}`;

/** A conversation with the bot alone is one, whatever thread of it somebody answers in. */
export const placeOf = (workspace: string, chat: string, thread: string | undefined): Place => ({
  platform: 'slack',
  workspace,
  chat,
  thread: isDirect(chat) ? null : (thread ?? null),
});

export const isDirect = (chat: string): boolean => chat.startsWith('D');

/** A text as an act; a bare call of the bot asks what it can do. */
export const textAct = (text: string): Said['act'] => ({
  kind: 'text',
  text: text === '' ? '/help' : text.slice(0, maxSpokenLength + 1),
});
