import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { Channel, ChannelDelivery, Picture } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Place, Post } from '../../core/wire/channel.ts';
import { askTelegram, type TelegramConfig } from './ask-telegram.ts';
import { readUpdate } from './read-update.ts';

export interface TelegramChannelConfig extends TelegramConfig {
  /** What Telegram was told to show with each update, as `secret_token` of setWebhook. */
  readonly secret: string;
  readonly clock: Clock;
}

/** What Telegram shows its secret in. */
export const secretHeader = 'x-telegram-bot-api-secret-token';

/** What a message holds, in UTF-16 units. */
const maxText = 4_096;
const maxCaption = 1_024;

/** Telegram's Bot API: updates by webhook, plain text without a parse mode, so that nothing anybody says is markup. */
export function telegramChannel(config: TelegramChannelConfig): Channel {
  return {
    platform: 'telegram',
    read: (delivery) =>
      isSigned(config.secret, delivery) ? readUpdate(delivery.body, config.clock) : { kind: 'forged' },
    post: (place, post, signal) =>
      askTelegram(config, 'sendMessage', { ...spot(place), ...body(post) }, signal),
    edit: ({ chat }, messageId, post, signal) =>
      askTelegram(
        config,
        'editMessageText',
        { chat_id: chat, message_id: Number(messageId), ...body(post) },
        signal,
      ),
    postPicture: (place, picture, signal) => askTelegram(config, 'sendPhoto', photo(place, picture), signal),
  };
}

function isSigned(secret: string, { header }: ChannelDelivery): boolean {
  const expected = Buffer.from(secret);
  const given = Buffer.from(header(secretHeader) ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const spot = ({ chat, thread }: Place) => ({
  chat_id: chat,
  ...(thread !== null && { message_thread_id: Number(thread) }),
});

function body({ text, buttons }: Post) {
  const [pressable, others] = [buttons.filter(isPressable), buttons.filter((one) => !isPressable(one))];
  const whole = [text, ...others.map(wordsOf)].join('\n');
  return {
    text: cut(whole, maxText),
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: pressable.map((button) => [keyOf(button)]) },
  };
}

function photo(place: Place, { png, caption }: Picture): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(spot(place))) form.set(name, String(value));
  form.set('photo', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'check.png');
  form.set('caption', cut(caption, maxCaption));
  return form;
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…`.toWellFormed() : text;

type Pressed = Post['buttons'][number];

/** Telegram refuses a whole message for a button to an address on this machine. */
const isPressable = (button: Pressed): boolean =>
  button.kind !== 'link' || !/^(?:localhost|127\..*|.*\.localhost)$/.test(new URL(button.url).hostname);

const wordsOf = (button: Pressed): string => (button.kind === 'link' ? `${button.label}: ${button.url}` : '');

function keyOf(button: Pressed) {
  switch (button.kind) {
    case 'build':
      return { text: 'Build', callback_data: `build:${button.plan_id}` };
    case 'change':
      return { text: 'Change', callback_data: 'change' };
    case 'link':
      return { text: button.label, url: button.url };
  }
}
