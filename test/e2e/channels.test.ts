import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { channelsSchema, linkCodeSchema } from '../../core/wire/channel.ts';
import { openBotApi } from '../adapters/telegram/bot-api.ts';
import { signIn } from './rig/client.ts';
import { useProduct } from './rig/product.ts';

const token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
let api: Awaited<ReturnType<typeof openBotApi>>;
beforeAll(async () => {
  api = await openBotApi(token);
});
afterAll(() => api.close());
const product = useProduct({
  env: () => ({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: api.apiUrl }),
});

const ada = { id: 7, is_bot: false, first_name: 'Ada' };
const chat = { id: 7, type: 'private' };
let updates = 0;
const next = (): { readonly update_id: number } => ({ update_id: ++updates });
const says = (text: string, from = ada): void => {
  const message = { message_id: updates, date: Math.floor(Date.now() / 1_000), chat, from, text };
  api.happens({ ...next(), ...{ message } });
};
const presses = (button: string, from = ada): void => {
  const shown = api.sent.findLast(({ keys }) => keys.some(({ text }) => text === button));
  const data = shown?.keys.find(({ text }) => text === button)?.callback_data;
  const message = { message_id: shown?.id, chat, date: 0 };
  api.happens({ ...next(), ...{ callback_query: { id: `press-${updates}`, from, data, message } } });
};
const last = () => api.sent.at(-1);
const seen = async (text: RegExp): Promise<void> =>
  vi.waitFor(() => expect(last()?.text).toMatch(text), { timeout: 120_000, interval: 50 });

it('a person links an account and builds an app from a chat, on a machine that no webhook reaches', async () => {
  const person = await signIn(product.current);
  says('Build me a calculator');
  await seen(/^I do not know you here yet/);
  const { code } = await person.send(linkCodeSchema, 201, '/gantry/channels/link', {});
  says(`/link ${code}`);
  await seen(/^You are linked as admin/);
  says('Build me a calculator');
  await seen(/Calculator\n• /);
  presses('Build', { ...ada, id: 8 });
  await seen(/^I do not know you here yet/);
  presses('Build');
  await seen(/^Pull request: http/m);
  expect(last()?.edits).toBeGreaterThan(1);
  expect(last()?.text).toMatch(/^Open the preview: http/m);
  expect(api.answered).toHaveLength(2);
  const shown = await person.read(channelsSchema, '/gantry/channels');
  expect(shown).toMatchObject({ platforms: ['telegram'], links: [{ platform: 'telegram', person: '7' }] });
  const removed = await person.call('DELETE', `/gantry/channels/links/${shown.links[0]?.link_id}`);
  expect(removed.status).toBe(204);
  says('Hello');
  await seen(/^I do not know you here yet/);
});

it('what was said is answered after a kill, once, and a wait that Telegram asked for holds up no end', async () => {
  const count = api.sent.length;
  api.state.busySeconds = 600;
  const asked = api.state.asked;
  says('/help');
  await vi.waitFor(() => expect(api.state.busySeconds).toBe(0), { timeout: 60_000 });
  await product.restart('kill');
  await vi.waitFor(() => expect(api.sent).toHaveLength(count + 1), { timeout: 60_000 });
  expect(last()?.text).toMatch(/^Say what you want built/);
  api.state.busySeconds = 600;
  says('/help');
  await vi.waitFor(() => expect(api.state.busySeconds).toBe(0), { timeout: 60_000 });
  await product.restart('stop');
  await vi.waitFor(() => expect(api.sent).toHaveLength(count + 2), { timeout: 60_000 });
  expect(api.state.asked).toBeGreaterThan(asked);
});
