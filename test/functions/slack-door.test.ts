import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkCodeSchema } from '../../core/wire/channel.ts';
import { eventBody, pressBody, signed, signingSecret, slashBody } from '../adapters/slack/deliveries.ts';
import { openSlackApi } from '../adapters/slack/slack-api.ts';
import { seenOf } from '../adapters/slack/slack-bench.ts';
import { callRoute, errorOf, invoke } from './call-function.ts';
import { signedIn } from './knockers.ts';
import { type OpenedWorld, openWorld } from './open-world.ts';

const botToken = 'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy';
const direct = 'D0442US94JD';
const person = 'U2147483697';
let api: Awaited<ReturnType<typeof openSlackApi>>;
let opened: OpenedWorld;
let ana: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  api = await openSlackApi(botToken);
  opened = await openWorld({ services: { slack: { botToken, signingSecret, apiUrl: api.apiUrl } } });
  ana = await signedIn(opened.world, 'ana');
});
afterAll(() => {
  opened.close();
  api.close();
});

/** Delivers a body at the one address of a Slack app, signed now. */
function delivered(body: string, secret = signingSecret) {
  const { header } = signed(body, Math.floor(Date.now() / 1_000), secret);
  const headers = {
    'Content-Type': body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded',
    'X-Slack-Request-Timestamp': header('x-slack-request-timestamp') ?? '',
    'X-Slack-Signature': header('x-slack-signature') ?? '',
  };
  return callRoute('channelDelivery', { params: { platform: 'slack' }, headers, body });
}
const newest = () => {
  const message = api.sent.at(-1);
  if (message === undefined) throw new Error('Nothing was sent.');
  return { message, seen: seenOf(message) };
};

it('Slack’s challenge is answered as JSON', async () => {
  const challenge = '3eZbrw1aBm2rZgRNFdxV';
  const answer = await delivered(JSON.stringify({ type: 'url_verification', token: 'XXYYZZ', challenge }));
  expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { challenge }]);
  expect(answer.headers['content-type']).toBe('application/json');
});

it('what Slack did not sign is turned away', async () => {
  const answer = await delivered(slashBody({ text: 'help' }), 'another');
  expect([answer.status, errorOf(answer).code]).toEqual([401, 'delivery_forged']);
  expect(await delivered('payload=%7B')).toMatchObject({ status: 400 });
});

it('a person links an account by the slash command, is shown a plan and builds it by its button', async () => {
  const made = await callRoute('makeLinkCode', { token: ana.token, body: {} });
  const { code } = linkCodeSchema.parse(JSON.parse(made.text));
  const slash = slashBody({ text: `link ${code}`, channel_id: direct, channel_name: 'directmessage' });
  const answer = await delivered(slash);
  expect(JSON.parse(answer.text)).toMatchObject({ response_type: 'ephemeral' });
  await invoke('work-channels', {});
  expect(newest().seen.text).toMatch(/^You are linked as ana\..* \/gantry new /);
  const ts = `${Math.floor(Date.now() / 1_000)}.000001`;
  const said = { type: 'message', user: person, text: 'Build me a calculator', ts, channel: direct };
  expect(await delivered(eventBody(said))).toMatchObject({ status: 200, text: '' });
  await invoke('work-channels', {});
  expect(newest().seen.buttons).toEqual(['Build', 'Change']);
  const actions = newest().message.blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements : [],
  );
  const press = pressBody(
    { action_id: 'build', value: actions[0]?.value },
    { channel: { id: direct, name: 'directmessage' }, message: { ts: newest().message.ts } },
  );
  expect(await delivered(press)).toMatchObject({ status: 200, text: '' });
  await delivered(press);
  await invoke('work-channels', {});
  const missions = JSON.parse((await callRoute('listMissions', { token: ana.token })).text).missions;
  expect(missions).toHaveLength(1);
});
