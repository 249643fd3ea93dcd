import { Buffer } from 'node:buffer';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSlackApi } from './slack-api.ts';

const token = 'xoxb-1';
const channel = 'C0123456789';
let api: Awaited<ReturnType<typeof openSlackApi>>;
beforeEach(async () => {
  api = await openSlackApi(token);
});
afterEach(() => api.close());

/** Slack's own client, which asks once. */
const client = (shown = token) =>
  new WebClient(shown, {
    slackApiUrl: api.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: never, setName() {} },
  });
const never = (): never => {
  throw new Error('Nobody asks.');
};
const section = (text: string) => [{ type: 'section' as const, text: { type: 'plain_text' as const, text } }];

test('Slack’s own client posts, edits and shares a picture at the stand-in', async () => {
  const { ts = '' } = await client().chat.postMessage({ channel, text: 'One', blocks: section('One') });
  await client().chat.update({ channel, ts, text: 'Two', blocks: section('Two') });
  expect(api.sent).toMatchObject([{ ts, text: 'Two', edits: 1, blocks: section('Two') }]);
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  const shared = { channel_id: channel, file: png, filename: 'app.png', initial_comment: 'The app' };
  expect(await client().files.uploadV2(shared)).toMatchObject({ ok: true });
  expect(api.pictures.map((one) => ({ ...one, png: Buffer.from(one.png) }))).toMatchObject([
    { png, caption: 'The app' },
  ]);
});

test('Slack’s own client is refused at the stand-in as at Slack', async () => {
  const long = client().chat.postMessage({ channel, text: 'x', blocks: section('x'.repeat(3_001)) });
  await expect(long).rejects.toMatchObject({
    code: 'slack_webapi_platform_error',
    data: {
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
      },
    },
  });
  const refusals = [
    [client('xoxb-2').chat.postMessage({ channel, text: 'x' }), 'invalid_auth'],
    [client().chat.update({ channel, ts: '1.000001', text: 'x' }), 'message_not_found'],
    [client().apiCall('chat.shout'), 'unknown_method'],
  ] as const;
  for (const [asked, error] of refusals) await expect(asked).rejects.toMatchObject({ data: { error } });
});

test('Slack’s own client is asked for a pause by the stand-in', async () => {
  api.state.busySeconds = 17;
  await expect(client().chat.postMessage({ channel, text: 'x' })).rejects.toMatchObject({
    code: 'slack_webapi_rate_limited_error',
    retryAfter: 17,
  });
});
