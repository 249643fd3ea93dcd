import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slackChannel } from '../../../adapters/slack/channel.ts';
import { escapeForSlack } from '../../../adapters/slack/slack-message.ts';
import type { Button } from '../../../core/wire/channel.ts';
import { planIdSchema } from '../../../core/wire/ids.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { never } from '../../core/ports/never.ts';
import { openSlackApi } from './slack-api.ts';
import { seenOf } from './slack-bench.ts';

const botToken = 'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy';
const place = {
  platform: 'slack',
  workspace: 'T1',
  chat: 'C0123456789',
  thread: '1600000000.000001',
} as const;
const plan_id = planIdSchema.parse('pln_01arz3ndektsv4rrffq69g5fav');
const plain = (text: string, buttons: readonly Button[] = []) => ({ text, buttons: [...buttons] });
const link = (label: string, url: string): Button => ({ kind: 'link', label, url });
let api: Awaited<ReturnType<typeof openSlackApi>>;
beforeEach(async () => {
  api = await openSlackApi(botToken);
});
afterEach(() => api.close());
const channel = (apiUrl = api.apiUrl) =>
  slackChannel({
    botToken,
    signingSecret: 'secret',
    apiUrl,
    clock: manualClock(),
  });
const newest = () => {
  const message = api.sent.at(-1);
  if (message === undefined) throw new Error('Nothing was sent.');
  return message;
};

describe('a message', () => {
  test('is plain text in its thread, unfurls nothing and parses nothing', async () => {
    expect(await channel().post(place, plain('Hello'), never)).toEqual({
      kind: 'posted',
      messageId: '1700000000.000001',
    });
    expect(newest()).toMatchObject({ channel: 'C0123456789', thread: '1600000000.000001', text: 'Hello' });
    expect(newest().blocks).toEqual([
      { type: 'section', text: { type: 'plain_text', text: 'Hello', emoji: false }, expand: true },
    ]);
    const { unfurl_links, unfurl_media, parse } = Object.fromEntries(newest().form);
    expect([unfurl_links, unfurl_media, parse]).toEqual(['false', 'false', 'none']);
    await channel().edit(place, newest().ts, plain('Bye'), never);
    expect(newest().form.get('parse')).toBe('none');
  });

  test('outside of a thread names none', async () => {
    await channel().post({ ...place, thread: null }, plain('Hello'), never);
    expect(newest().thread).toBeUndefined();
  });

  test('mentions nobody and links nothing, whoever wrote it', async () => {
    const hostile = '<!channel> <@U1> <https://evil.example|Build> &lt; *bold* :key:';
    await channel().post(place, plain(hostile), never);
    expect(newest().text).not.toMatch(/[<>]/);
    expect(JSON.stringify(newest().blocks)).not.toMatch(/[<>]/);
    expect(seenOf(newest()).text).toBe(hostile);
  });

  test('has a green Build, a Change and its links as buttons', async () => {
    const buttons: Button[] = [
      { kind: 'build', plan_id },
      { kind: 'change' },
      link('Open the preview', 'https://a.example/'),
    ];
    await channel().post(place, plain('A plan', buttons), never);
    expect(newest().blocks.at(-1)).toMatchObject({
      type: 'actions',
      elements: [
        { action_id: 'build', value: plan_id, style: 'primary', text: { text: 'Build' } },
        { action_id: 'change', text: { text: 'Change' } },
        { action_id: 'link-2', url: 'https://a.example/', text: { text: 'Open the preview' } },
      ],
    });
  });

  test.each([
    'http://localhost:5051/x',
    'http://a.localhost/',
    'http://127.0.0.1:1/',
    'ftp://a.example/',
    `https://a.example/${'x'.repeat(3_000)}`,
  ])('tells a link that nobody could press in words: %s', async (url) => {
    await channel().post(place, plain('Done', [link('Open', url)]), never);
    expect(seenOf(newest()).text).toBe(`Done\nOpen: ${url}`);
    expect(newest().blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  test('cuts a label to what a button holds', async () => {
    await channel().post(place, plain('Done', [link('&'.repeat(80), 'https://a.example/')]), never);
    expect(seenOf(newest()).links).toEqual([`${'&amp;'.repeat(14)}…`]);
  });

  test('says something where there is nothing to say', async () => {
    await channel().post(place, plain(' \n '), never);
    expect(seenOf(newest()).text).toBe('…');
  });

  test.each([
    ['lines', `${'a line\n'.repeat(1_000)}`],
    ['no line at all', 'y'.repeat(9_000)],
    ['nothing but escapes', '<&>'.repeat(4_000)],
    ['pairs of units', '🔑'.repeat(4_000)],
    ['halves of pairs', '\uD83D'.repeat(5_000)],
    ['one long line after a short one', `a\n${'y'.repeat(5_000)}`],
  ])('of %s is cut to what an edit takes, in sections that Slack takes', async (_, text) => {
    const posted = await channel().post(place, plain(text), never);
    expect(posted).toEqual({ kind: 'posted', messageId: newest().ts });
    expect(await channel().edit(place, newest().ts, plain(text), never)).toEqual(posted);
    const { text: seen } = seenOf(newest());
    expect(newest().text.length).toBeLessThanOrEqual(4_000);
    expect(newest().text.length).toBeGreaterThan(3_990);
    expect(escapeForSlack(seen)).toBe(newest().text);
    expect(`${text.toWellFormed()}`.startsWith(seen.replace(/…$/, ''))).toBe(true);
  });

  test('ends a section with a line where it can', async () => {
    await channel().post(place, plain('a line\n'.repeat(500)), never);
    const [first] = newest().blocks;
    expect(first?.type === 'section' && first.text.text.endsWith('a line\n')).toBe(true);
  });
});

describe('a picture', () => {
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');

  test('is shared where it belongs, with words over it', async () => {
    const caption = `Tea & <!channel> ${'x'.repeat(2_000)}`;
    expect(await channel().postPicture(place, { png, caption }, never)).toEqual({
      kind: 'posted',
      messageId: 'F000000001',
    });
    const [picture] = api.pictures;
    expect(Buffer.from(picture?.png ?? [])).toEqual(png);
    expect(picture?.caption).toMatch(/^Tea &amp; &lt;!channel&gt; x+…$/);
    expect(Object.fromEntries(picture?.form ?? [])).toMatchObject({
      channel_id: 'C0123456789',
      thread_ts: '1600000000.000001',
    });
  });

  test('is gone where Slack refuses its name or its place', async () => {
    const picture = { png, caption: 'x' };
    expect(await channel().postPicture({ ...place, chat: 'U0123456789' }, picture, never)).toEqual({
      kind: 'gone',
      why: 'files.completeUploadExternal: invalid_arguments',
    });
    api.state.isWithoutUploads = true;
    expect(await channel().postPicture(place, picture, never)).toEqual({
      kind: 'gone',
      why: 'files.getUploadURLExternal: missing_scope (needed: files:write)',
    });
  });
});

describe('what Slack refuses', () => {
  test.each([
    'account_inactive',
    'token_revoked',
    'invalid_auth',
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'message_not_found',
    'cant_update_message',
    'msg_too_long',
    'an_error_of_tomorrow',
  ])('%s is gone, and why', async (error) => {
    api.state.refuses = error;
    expect(await channel().post(place, plain('Hello'), never)).toEqual({
      kind: 'gone',
      why: `chat.postMessage: ${error}`,
    });
  });

  test.each([
    'ratelimited',
    'rate_limited',
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'team_added_to_org',
  ])('%s passes, and is tried again in half a minute', async (error) => {
    api.state.refuses = error;
    await expect(channel().post(place, plain('Hello'), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      service: 'Slack',
      retryAfterMs: 30_000,
    });
  });

  test('with status 429 is tried again when Slack says', async () => {
    api.state.busySeconds = 17;
    await expect(channel().post(place, plain('Hello'), never)).rejects.toMatchObject({
      retryAfterMs: 17_000,
    });
  });

  test('an edit is frozen where the workspace lets nobody edit any more', async () => {
    await channel().post(place, plain('Hello'), never);
    api.state.isFrozen = true;
    expect(await channel().edit(place, newest().ts, plain('Bye'), never)).toEqual({ kind: 'frozen' });
  });

  test('an edit of a message that is not there is gone', async () => {
    expect(await channel().edit(place, '1.000001', plain('Hello'), never)).toEqual({
      kind: 'gone',
      why: 'chat.update: message_not_found',
    });
  });
});

describe('a Slack that does not work', () => {
  test('is said to be away, with the token nowhere in the error', async () => {
    const error = await channel('http://127.0.0.1:1')
      .post(place, plain('Hello'), never)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'DependencyFailed', code: 'channel_unavailable' });
    expect(inspect(error, { depth: 9 })).not.toContain(botToken);
  });

  test('is tried again where it answers with a page or redirects', async () => {
    for (const broken of [
      [200, '<html>'],
      [503, '<html>'],
      [302, ''],
      [200, '{"ok":true}'],
      [200, '[]'],
    ] as const) {
      api.state.broken = broken;
      await expect(channel().post(place, plain('Hello'), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'channel_unavailable',
      });
    }
  });

  test('is left at once when nobody waits any more', async () => {
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    await expect(channel().post(place, plain('Hello'), cancelled)).rejects.toThrow('cancelled');
  });
});
