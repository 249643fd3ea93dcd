import { telegramChannel } from '../../../adapters/telegram/channel.ts';
import type { ChannelDelivery } from '../../../core/ports/channel.ts';
import type { ChannelBench } from '../../contract/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { botToken, openBotApi } from './bot-api.ts';

const secret = 'a-secret-of-256-characters-at-most';
const nowSeconds = Math.floor(manualClock().nowMs() / 1_000);

/** A delivery as Telegram sends it. */
export function deliveryOf(update: unknown, shown = secret): ChannelDelivery {
  const body = Buffer.from(JSON.stringify(update));
  return { body, header: (name) => (name === 'x-telegram-bot-api-secret-token' ? shown : undefined) };
}

/** Telegram, as far as a bot sees it. */
export async function telegramBench(): Promise<ChannelBench> {
  const api = await openBotApi(botToken);
  let updates = 0;
  const chat = { id: -100, type: 'supergroup' };
  const from = (person: string) => ({ id: Number(person), is_bot: false, first_name: 'Ada' });
  const messageOf = (person: string, content: object, date = nowSeconds) => {
    updates += 1;
    return {
      update_id: updates,
      message: { message_id: updates, date, chat, from: from(person), ...content },
    };
  };
  return {
    channel: (clock) => telegramChannel({ token: botToken, secret, apiUrl: api.apiUrl, clock }),
    says: (person, text, thread) =>
      deliveryOf(messageOf(person, { text, ...(thread && { message_thread_id: Number(thread) }) })),
    sendsFile: (person) =>
      deliveryOf(messageOf(person, { document: { file_id: 'f' }, caption: 'Build this' })),
    presses: (person, button) => {
      updates += 1;
      const message = api.sent.findLast(({ keys }) => keys.some(({ text }) => text === button));
      const data = message?.keys.find(({ text }) => text === button)?.callback_data;
      const press = {
        id: '1',
        from: from(person),
        data,
        message: { message_id: message?.id, chat, date: 0 },
      };
      return deliveryOf({ update_id: updates, callback_query: press });
    },
    forged: ({ body }) => ({ body, header: () => 'a-secret-of-256-characters-at-mosT' }),
    old: (person, text) => deliveryOf(messageOf(person, { text }, nowSeconds - 2 * 86_400)),
    seen: () =>
      api.sent.map(({ text, keys, edits }) => ({
        text,
        buttons: keys.filter(({ url }) => url === undefined).map((key) => key.text),
        links: [
          ...keys.filter(({ url }) => url !== undefined).map((key) => key.text),
          ...[...text.matchAll(/^(.+): http/gm)].map(([, label = '']) => label),
        ],
        edits,
      })),
    pictures: () => api.photos,
    maxText: 4_096,
    isBusyFor: (seconds) => Object.assign(api.state, { busySeconds: seconds }),
    revoke: () => Object.assign(api.state, { isRevoked: true }),
    asked: () => api.state.asked,
    close: api.close,
  };
}
