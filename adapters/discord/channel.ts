import * as z from 'zod';
import type { Channel, Picture, Posted } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Place } from '../../core/wire/channel.ts';
import { askDiscord, type DiscordConfig, type DiscordRequest } from './ask-discord.ts';
import { snowflakeSchema } from './interaction.ts';
import { isSigned, readPublicKey } from './is-signed.ts';
import { maxContent, messageBody, noMentions, withoutEmbeds } from './message-body.ts';
import { plainText } from './plain-text.ts';
import { readInteraction } from './read-interaction.ts';

export interface DiscordChannelConfig extends DiscordConfig {
  /** The application's, with which Discord signs: 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly clock: Clock;
}

/** What any server lets a bot upload. */
const maxFileBytes = 10 * 1_024 * 1_024;

/** Discord by HTTP alone: interactions come to a webhook, messages go by the bot's token. Threads are channels of their own. */
export function discordChannel(config: DiscordChannelConfig): Channel {
  const send = (request: DiscordRequest, signal: AbortSignal) => sendMessage(config, request, signal);
  return {
    platform: 'discord',
    // Read anew each time, so that a key that is none stops nothing but what Discord says.
    read: (delivery) =>
      isSigned(readPublicKey(config.publicKey), delivery, config.clock)
        ? readInteraction(delivery.body)
        : { kind: 'forged' },
    post: (place, post, signal) =>
      send({ method: 'POST', path: messagesOf(place), body: messageBody(post) }, signal),
    edit: (place, messageId, post, signal) =>
      send({ method: 'PATCH', path: `${messagesOf(place)}/${messageId}`, body: messageBody(post) }, signal),
    postPicture: (place, picture, signal) =>
      send({ method: 'POST', path: messagesOf(place), body: pictureBody(picture) }, signal),
  };
}

const messagesOf = ({ chat }: Place): string => `/channels/${chat}/messages`;

function pictureBody({ png, caption }: Picture) {
  if (png.byteLength > maxFileBytes) return messageBody({ text: caption, buttons: [] });
  const form = new FormData();
  const description = caption.slice(0, 1_000).toWellFormed();
  const told = {
    content: plainText(caption, maxContent),
    attachments: [{ id: '0', filename: 'picture.png', description }],
    flags: withoutEmbeds,
    allowed_mentions: noMentions,
  };
  form.set('payload_json', JSON.stringify(told));
  form.set('files[0]', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'picture.png');
  return form;
}

/** A server's own rules on words and links; Discord says no more about them. */
const heldBack: ReadonlySet<number> = new Set([200_000, 240_000]);
const heldBackWords = 'This server’s moderation held my answer back. You find it in Gantry.';
const messageSchema = z.object({ id: snowflakeSchema });

/** A token that was revoked, a channel that the bot may not write in, and a channel or message that is gone, are all one: nothing more is heard there. */
async function sendMessage(
  config: DiscordConfig,
  request: DiscordRequest,
  signal: AbortSignal,
): Promise<Posted> {
  const answer = await askDiscord(config, request, signal);
  if (answer.kind === 'done') return { kind: 'posted', messageId: messageSchema.parse(answer.body).id };
  if (!heldBack.has(answer.code)) return { kind: 'gone' };
  const body = messageBody({ text: heldBackWords, buttons: [] });
  const told = await askDiscord(config, { ...request, body }, signal);
  return told.kind === 'done'
    ? { kind: 'posted', messageId: messageSchema.parse(told.body).id }
    : { kind: 'gone' };
}
