import * as z from 'zod';
import type { Channel, Picture, Posted } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Place } from '../../core/wire/channel.ts';
import { askSlack, type Refused, type SlackConfig, sendToSlack } from './ask-slack.ts';
import { readDelivery } from './read-delivery.ts';
import { cutForSlack, slackMessage } from './slack-message.ts';

export interface SlackChannelConfig extends SlackConfig {
  /** What Slack signs its requests with: the app's signing secret. */
  readonly signingSecret: string;
  readonly clock: Clock;
}

const sentSchema = z.object({ ok: z.literal(true), ts: z.string() });
const uploadSchema = z.object({ ok: z.literal(true), upload_url: z.url(), file_id: z.string() });
const doneSchema = z.object({ ok: z.literal(true) });
const maxCaption = 1_000;

/** A Slack app: its events, its slash command and its buttons at one address, its messages by the Web API. */
export function slackChannel(config: SlackChannelConfig): Channel & Required<Pick<Channel, 'postPicture'>> {
  return {
    platform: 'slack',
    read: (delivery) => readDelivery(delivery, config),
    async post(place, post, signal) {
      const quiet = { unfurl_links: 'false', unfurl_media: 'false', parse: 'none' };
      const fields = { channel: place.chat, ...threadOf(place), ...slackMessage(post), ...quiet };
      const sent = await askSlack(config, 'chat.postMessage', fields, sentSchema, signal);
      return 'refused' in sent ? gone(sent) : { kind: 'posted', messageId: sent.ts };
    },
    async edit({ chat }, messageId, post, signal) {
      const fields = { channel: chat, ts: messageId, ...slackMessage(post), parse: 'none' };
      const sent = await askSlack(config, 'chat.update', fields, sentSchema, signal);
      if (!('refused' in sent)) return { kind: 'posted', messageId: sent.ts };
      return sent.refused === 'edit_window_closed' ? { kind: 'frozen' } : gone(sent);
    },
    postPicture: (place, picture, signal) => postPicture(config, place, picture, signal),
  };
}

const gone = ({ why }: Refused): Posted => ({ kind: 'gone', why });

const threadOf = ({ thread }: Place): Readonly<Record<string, string>> =>
  thread === null ? {} : { thread_ts: thread };

/** In three steps, as Slack asks: a name, the bytes, the place. No `alt_txt`, with which Slack says ok and shows the picture nowhere (slackapi/python-slack-sdk#1818): its title is its description. */
async function postPicture(
  config: SlackChannelConfig,
  place: Place,
  { png, caption }: Picture,
  signal: AbortSignal,
): Promise<Posted> {
  const named = await askSlack(
    config,
    'files.getUploadURLExternal',
    { filename: 'app.png', length: String(png.byteLength) },
    uploadSchema,
    signal,
  );
  if ('refused' in named) return gone(named);
  const { upload_url, file_id } = named;
  const headers = { 'content-type': 'application/octet-stream' };
  const upload = { url: upload_url, headers, body: Uint8Array.from(png), secrets: [upload_url] };
  await sendToSlack(upload, signal);
  const files = JSON.stringify([{ id: file_id, title: 'The app as its checks saw it' }]);
  const comment = { initial_comment: cutForSlack(caption, maxCaption) };
  const shared = { files, channel_id: place.chat, ...threadOf(place), ...comment };
  const done = await askSlack(config, 'files.completeUploadExternal', shared, doneSchema, signal);
  return 'refused' in done ? gone(done) : { kind: 'posted', messageId: file_id };
}
