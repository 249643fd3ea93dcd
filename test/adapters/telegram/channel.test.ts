import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { telegramChannel } from '../../../adapters/telegram/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { never } from '../../core/ports/never.ts';
import { botToken, openBotApi } from './bot-api.ts';

const place = { platform: 'telegram', workspace: 'telegram', chat: '1', thread: '5' } as const;
const post = { text: 'Hello', buttons: [] };
let api: Awaited<ReturnType<typeof openBotApi>>;
beforeEach(async () => {
  api = await openBotApi(botToken);
});
afterEach(() => api.close());
const channel = (apiUrl = api.apiUrl) =>
  telegramChannel({ token: botToken, secret: 'shared', apiUrl, clock: manualClock() });

test('posts into the thread, and an edit that changes nothing is as good as one that does', async () => {
  const posted = await channel().post(place, post, never);
  expect(posted).toEqual({ kind: 'posted', messageId: '1' });
  expect(await channel().edit(place, '1', post, never)).toEqual(posted);
  expect(api.sent).toMatchObject([{ thread: 5, edits: 0 }]);
});

test('a bot that was blocked, and a message that is gone, are gone', async () => {
  expect(await channel().edit(place, '9', post, never)).toEqual({ kind: 'gone' });
  api.state.isBlocked = true;
  expect(await channel().post(place, post, never)).toEqual({ kind: 'gone' });
});

test('says that Telegram cannot be reached, with its token nowhere in the error', async () => {
  const error = await channel('http://127.0.0.1:1')
    .post(place, post, never)
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'DependencyFailed', code: 'channel_unavailable' });
  expect(inspect(error, { depth: 9 })).not.toContain(botToken);
});

test('an update that is none is refused, and what is no message is left alone', () => {
  const shown = (body: string) => ({ body: Buffer.from(body), header: () => 'shared' });
  for (const body of ['', '[]', '{"update_id":-1}'])
    expect(() => channel().read(shown(body))).toThrow(/no update of Telegram/);
  expect(channel().read(shown('{"update_id":1,"edited_message":{}}'))).toEqual({ kind: 'other' });
});
