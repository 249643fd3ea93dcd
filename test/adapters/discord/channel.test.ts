import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discordChannel } from '../../../adapters/discord/channel.ts';
import { planIdSchema } from '../../../core/wire/ids.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { never } from '../../core/ports/never.ts';
import { type Answer, limited, openDiscordApi, refusal } from './discord-api.ts';
import { publicKeyHex, botToken as token } from './discord-bench.ts';
import { rendered } from './rendered.ts';

const place = {
  platform: 'discord',
  workspace: 'discord',
  chat: '772908445358620702',
  thread: null,
} as const;
const hello = { text: 'Hello', buttons: [] };
const planId = planIdSchema.parse('pln_01m8pcbk30ycy7y2w3zx0ajv7n');
/** Nobody is notified. */
const mentions = { parse: [] };
let api: Awaited<ReturnType<typeof openDiscordApi>>;
beforeEach(async () => {
  api = await openDiscordApi(token, publicKeyHex);
});
afterEach(() => api.close());
const channel = () =>
  discordChannel({ token, publicKey: publicKeyHex, apiUrl: api.apiUrl, clock: manualClock() });
const refusedWith = (answer: Answer) => {
  api.state.refusals.push(answer);
  return channel().post(place, hello, never);
};

test('posts words that mention nobody and open no cards, with buttons in rows of five', async () => {
  const link = { kind: 'link', label: 'Pull request', url: 'https://code.example/pull/1' } as const;
  const buttons = [
    { kind: 'build', plan_id: planId } as const,
    { kind: 'change' } as const,
    link,
    link,
    link,
    link,
  ];
  const posted = await channel().post(place, { text: 'Hi @everyone', buttons }, never);
  expect(posted).toEqual({ kind: 'posted', messageId: api.sent[0]?.id });
  expect(api.sent).toMatchObject([{ channel: place.chat, content: 'Hi \\@everyone', flags: 4, mentions }]);
  expect(api.sent[0]?.buttons.map(({ label, style }) => [label, style]).slice(0, 3)).toEqual([
    ['Build', 3],
    ['Change', 2],
    ['Pull request', 5],
  ]);
  expect(api.sent[0]?.buttons).toHaveLength(6);
});

test('an edit takes the buttons away, and needs the message to be there', async () => {
  await channel().post(place, { text: 'Hi', buttons: [{ kind: 'change' }] }, never);
  const id = api.sent[0]?.id ?? '';
  expect(await channel().edit(place, id, hello, never)).toEqual({ kind: 'posted', messageId: id });
  expect(api.sent).toMatchObject([{ content: 'Hello', buttons: [], edits: 1, flags: 4, mentions }]);
  expect(await channel().edit(place, '1', hello, never)).toEqual({ kind: 'gone' });
});

test('an address that makes no button stands in words, and is not what is cut', async () => {
  const urls = [
    'http://notes.localhost:5050/',
    'http://127.0.0.1/a_b_c',
    `https://a.example/${'x'.repeat(600)}`,
  ];
  const buttons = urls.map((url) => ({ kind: 'link', label: 'Open', url }) as const);
  await channel().post(place, { text: 'y'.repeat(3_000), buttons }, never);
  const content = api.sent[0]?.content ?? '';
  expect(content.endsWith(urls.map((url) => `\nOpen: ${url}`).join(''))).toBe(true);
  expect(content).toContain('y…\n');
  expect(content.length).toBeLessThanOrEqual(2_000);
});

test.each([
  [401, 0, '401: Unauthorized'],
  [403, 50_001, 'Missing Access'],
  [403, 50_013, 'Missing Permissions'],
  [403, 50_007, 'Cannot send messages to this user'],
  [403, 160_005, 'Thread is locked'],
  [404, 10_003, 'Unknown Channel'],
  [400, 50_083, 'Thread is archived'],
  [400, 50_035, 'Invalid Form Body'],
])('nothing more is heard where Discord answers %i with code %i, %s', async (status, code, message) => {
  expect(await refusedWith(refusal(status, code, message))).toEqual({ kind: 'gone' });
  expect(api.state.asked).toBe(1);
});

describe('waits', () => {
  const page = '<html>You are being rate limited</html>';
  test.each<[string, Answer, number]>([
    ['as long as Discord asks, to the millisecond', limited(1.2345), 1_235],
    [
      'as long as a ban of the whole address asks',
      { status: 429, body: page, headers: { 'retry-after': '65' } },
      65_000,
    ],
    ['a minute where no time is named', { status: 429, body: page }, 60_000],
    ['where a message was edited too often', refusal(429, 30_046, 'Maximum number of edits'), 60_000],
    ['where a channel is slow', refusal(400, 20_016, 'Slowmode'), 60_000],
    ['where sending is switched off for a while', refusal(403, 40_004, 'Temporarily disabled'), 60_000],
    ['where Discord does not work', { status: 502, body: page }, 5_000],
    ['where Discord breaks in its own words', refusal(500, 0, 'Internal Server Error'), 5_000],
    ['where something sends on', { status: 302, body: page, headers: { location: '/' } }, 5_000],
    ['where something before Discord answers', { status: 200, body: page }, 5_000],
    ['where something before Discord refuses', { status: 403, body: page }, 5_000],
  ])('%s', async (_, answer, retryAfterMs) => {
    await expect(refusedWith(answer)).rejects.toMatchObject({ code: 'channel_unavailable', retryAfterMs });
    expect(api.state.asked).toBe(1);
  });
});

test('says that a server held an answer back, and is silent where it holds that back too', async () => {
  const blocked = refusal(400, 200_000, 'Message was blocked by automatic moderation');
  expect(await refusedWith(blocked)).toEqual({ kind: 'posted', messageId: api.sent[0]?.id });
  expect(rendered(api.sent[0]?.content ?? '').text).toMatch(
    /^This server’s moderation held my answer back\./,
  );
  api.state.refusals.push(blocked);
  expect(await refusedWith(blocked)).toEqual({ kind: 'gone' });
});

test('says that Discord cannot be reached, with its token nowhere in the error', async () => {
  const broken = `${token}\n1`;
  const elsewhere = { token, apiUrl: 'http://127.0.0.1:1' };
  for (const given of [elsewhere, { token: broken, apiUrl: api.apiUrl }]) {
    const error = await discordChannel({ publicKey: publicKeyHex, clock: manualClock(), ...given })
      .post(place, hello, never)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'DependencyFailed', message: 'Discord cannot be reached.' });
    expect(inspect(error, { depth: 9 })).not.toContain(token);
  }
});

test('ends with its signal', async () => {
  await expect(channel().post(place, hello, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});

test('shows a picture with the words under it, and the words alone where it is too large', async () => {
  const png = new Uint8Array([137, 80, 78, 71]);
  const caption = 'Notes *now*';
  expect(await channel().postPicture?.(place, { png, caption }, never)).toMatchObject({ kind: 'posted' });
  const large = new Uint8Array(10 * 1_024 * 1_024 + 1);
  await channel().postPicture?.(place, { png: large, caption }, never);
  expect(api.sent.map(({ content, files }) => [rendered(content).text, files.length])).toEqual([
    [caption, 1],
    [caption, 0],
  ]);
  expect(api.sent).toMatchObject([
    { flags: 4, mentions },
    { flags: 4, mentions },
  ]);
  expect(api.sent[0]?.files).toEqual([{ field: 'files[0]', name: 'picture.png', bytes: png }]);
});

test('says what is wrong with a public key that is none, and posts all the same', async () => {
  const publicKey = 'abc';
  const open = discordChannel({ token, publicKey, apiUrl: api.apiUrl, clock: manualClock() });
  expect(() => open.read({ body: new Uint8Array(), header: () => undefined })).toThrow(
    /^DISCORD_PUBLIC_KEY has 64 hexadecimal digits/,
  );
  expect(await open.post(place, hello, never)).toMatchObject({ kind: 'posted' });
});
