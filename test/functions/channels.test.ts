import { afterAll, beforeAll, expect, it } from 'vitest';
import { channelsSchema, linkCodeSchema } from '../../core/wire/channel.ts';
import { botToken, openBotApi } from '../adapters/telegram/bot-api.ts';
import { callRoute, errorOf, invoke } from './call-function.ts';
import { signedIn } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

const webhookSecret = 'what-setWebhook-was-given';
let api: Awaited<ReturnType<typeof openBotApi>>;
let opened: OpenedWorld;
let ana: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  api = await openBotApi(botToken);
  opened = await openWorld({
    services: { telegram: { token: botToken, webhookSecret, apiUrl: api.apiUrl } },
  });
  ana = await signedIn(opened.world, 'ana');
});
afterAll(() => {
  opened.close();
  api.close();
});

let updates = 0;
const delivered = (content: object, secret = webhookSecret, platform = 'telegram') => {
  updates += 1;
  return callRoute('channelDelivery', {
    params: { platform },
    headers: { 'X-Telegram-Bot-Api-Secret-Token': secret },
    body: { update_id: updates, ...content },
  });
};
const from = { id: 7, is_bot: false };
const message = (text: string) => ({
  message: { date: Math.floor(Date.now() / 1_000), chat: { id: 7 }, from, text },
});
const linkCode = async () =>
  linkCodeSchema.parse(JSON.parse((await callRoute('makeLinkCode', { token: ana.token, body: {} })).text));
const list = async () =>
  channelsSchema.parse(JSON.parse((await callRoute('listChannels', { token: ana.token })).text));
const queued = { Records: [{ dynamodb: { Keys: { pk: { S: 'channel-queue' }, sk: { S: 'a' } } } }] };

it('what a platform tells is answered at once with nothing, and worked on when the queue is followed', async () => {
  const { code } = await linkCode();
  const answer = await delivered(message(`/link ${code}`));
  expect([answer.status, answer.text]).toEqual([200, '']);
  expect(api.sent).toEqual([]);
  await invoke('work-channels', { Records: [{ dynamodb: { Keys: { pk: { S: 'sessions' } } } }] });
  expect(api.sent).toEqual([]);
  await invoke('work-channels', queued);
  expect(api.sent.map(({ text }) => text.slice(0, 22))).toEqual(['You are linked as ana.']);
  expect(await list()).toMatchObject({ platforms: ['telegram'], links: [{ person: '7' }] });
});

it('a turn of a conversation is one as over REST, and its button builds', async () => {
  await delivered(message('Build me a calculator'));
  await invoke('work-channels', {});
  const plan = api.sent.at(-1);
  expect(plan?.keys.map((key) => key.text)).toEqual(['Build', 'Change']);
  const data = plan?.keys[0]?.callback_data;
  const press = { callback_query: { id: 'press-1', from, data, message: { chat: { id: 7 } } } };
  const answer = await delivered(press);
  expect(JSON.parse(answer.text)).toEqual({ method: 'answerCallbackQuery', callback_query_id: 'press-1' });
  await invoke('work-channels', queued);
  const missions = JSON.parse((await callRoute('listMissions', { token: ana.token })).text).missions;
  expect(missions).toHaveLength(1);
  const edits = api.sent.at(-1)?.edits ?? 0;
  const Keys = { mission_id: { S: missions[0].mission_id } };
  await callRoute('cancelMission', {
    token: ana.token,
    params: { mission_id: missions[0].mission_id },
    body: {},
  });
  await invoke('work-channels', { Records: [{ dynamodb: { Keys } }, { dynamodb: { Keys } }] });
  expect(api.sent.at(-1)?.edits).toBeGreaterThan(edits);
});

it('a turn is held to the rate of who says it, and says when there is room again', async () => {
  for (let said = 0; said < 31; said += 1) await delivered(message('Hello'));
  await invoke('work-channels', queued);
  expect(api.sent.at(-1)?.text).toMatch(/too many requests/i);
});

it('what is forged is 401, and a platform that is not connected 404', async () => {
  const forged = await delivered(message('Hello'), 'what-setWebhook-was-giveN');
  expect([forged.status, errorOf(forged).code]).toEqual([401, 'delivery_forged']);
  const other = await delivered(message('Hello'), webhookSecret, 'irc');
  expect([other.status, errorOf(other).code]).toEqual([404, 'channel_not_connected']);
});

it('an account is unlinked from the console, for good', async () => {
  const [link] = (await list()).links;
  const params = { link_id: link?.link_id ?? '' };
  const removed = await callRoute('removeLink', { token: ana.token, params });
  expect([removed.status, (await list()).links]).toEqual([204, []]);
  const again = await callRoute('removeLink', { token: ana.token, params });
  expect([again.status, errorOf(again).code]).toEqual([404, 'link_not_found']);
  await delivered(message('Hello'));
  await invoke('work-channels', queued);
  expect(api.sent.at(-1)?.text).toMatch(/^I do not know you here yet/);
});
