import { afterAll, beforeAll } from 'vitest';
import { botToken, openBotApi } from '../../adapters/telegram/bot-api.ts';
import { sharedInstallation } from '../../aws/rig/installed.ts';

/** Ada in a chat of her own with the bot, whichever way the world hears of it: the product asks on this machine, and is told at its webhook on AWS. */
export function useBot() {
  const installation = sharedInstallation();
  let api: Awaited<ReturnType<typeof openBotApi>>;
  beforeAll(async () => {
    api = await openBotApi(botToken, installation?.botPort);
  });
  afterAll(() => api.close());
  const ada = { id: 7, is_bot: false, first_name: 'Ada' };
  const chat = { id: 7, type: 'private' };
  let updates = 0;
  const happens = async (content: object): Promise<void> => {
    const update = { update_id: ++updates, ...content };
    if (installation === undefined) return api.happens(update);
    const answer = await fetch(`http://127.0.0.1:${installation.port}/gantry/channels/telegram`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': installation.botSecret,
      },
      body: JSON.stringify(update),
    });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
    const reply = await answer.text();
    if (reply !== '') api.answered.push(JSON.parse(reply).callback_query_id);
  };
  return {
    api: () => api,
    last: () => api.sent.at(-1),
    /** For the product's environment. */
    env: () => ({ TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_API_URL: api.apiUrl }),
    says: (text: string) =>
      happens({
        message: { message_id: updates, date: Math.floor(Date.now() / 1_000), chat, from: ada, text },
      }),
    /** Presses a button of the newest message that has it. */
    presses: (button: string, person = ada.id) => {
      const shown = api.sent.findLast(({ keys }) => keys.some(({ text }) => text === button));
      const data = shown?.keys.find(({ text }) => text === button)?.callback_data;
      const from = { ...ada, id: person };
      const message = { message_id: shown?.id, chat, date: 0 };
      return happens({ callback_query: { id: `press-${updates}`, from, data, message } });
    },
  };
}
