import * as z from 'zod';
import type { Place } from '../../core/wire/channel.ts';

/** Slack's name of a workspace, a channel or a person. */
export const slackIdSchema = z.string().min(1).max(40);

/** Whether a channel is somebody's conversation with one other alone. */
export const isDirect = (chat: string): boolean => chat.startsWith('D');

/** A place of Slack's; a conversation with the bot alone is one, whatever thread of it somebody answers in. */
export const placeOf = (workspace: string, chat: string, thread: string | undefined): Place => ({
  platform: 'slack',
  workspace,
  chat,
  thread: isDirect(chat) ? null : (thread ?? null),
});
