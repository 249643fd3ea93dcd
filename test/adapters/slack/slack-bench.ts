import { slackChannel } from '../../../adapters/slack/channel.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { ChannelBench, SeenMessage } from '../../contract/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import type { SentBlock } from './block-kit.ts';
import { botUser, eventBody, pressBody, signed, signingSecret } from './deliveries.ts';
import { openSlackApi } from './slack-api.ts';
import type { SentMessage } from './web-methods.ts';

const botToken = 'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy';
const channelId = 'C0123456789';

const threadTs = (thread: string): string => `1600000000.${thread.padStart(6, '0')}`;
const userOf = (person: string): string => `U${person.padStart(9, '0')}`;

export interface SlackBench extends ChannelBench {
  readonly pictures: NonNullable<ChannelBench['pictures']>;
  /** The workspace lets nobody edit a message any more. */
  readonly freeze: () => void;
  /** The app was installed without the right to share files. */
  readonly takeNoPictures: () => void;
}

/** A channel of a workspace, in one thread of which people talk with the bot. */
export async function slackBench(): Promise<SlackBench> {
  const api = await openSlackApi(botToken);
  let clock: Clock = manualClock();
  let count = 0;
  const nowSeconds = () => Math.floor(clock.nowMs() / 1_000);
  const sign = (body: string, ageSeconds = 0) => signed(body, nowSeconds() - ageSeconds);
  const next = () => {
    count += 1;
    return {
      ts: `${nowSeconds()}.${String(count).padStart(6, '0')}`,
      id: `Ev0${String(count).padStart(9, '0')}`,
    };
  };
  const mentions = (person: string, text: string, over: object = {}) => {
    const { ts, id } = next();
    const event = {
      type: 'app_mention',
      user: userOf(person),
      text: `<@${botUser}> ${text}`,
      ts,
      thread_ts: threadTs('1'),
      channel: channelId,
      event_ts: ts,
      ...over,
    };
    return eventBody(event, id);
  };
  return {
    channel: (now) => {
      clock = now;
      return slackChannel({ botToken, signingSecret, apiUrl: api.apiUrl, clock });
    },
    says: (person, text, thread = '1') => sign(mentions(person, text, { thread_ts: threadTs(thread) })),
    commandStart: '/gantry ',
    sendsFile: (person) =>
      sign(mentions(person, 'Build this', { files: [{ id: 'F0123456789' }], upload: true })),
    presses: (person, label) => {
      const { ts, id } = next();
      const message = api.sent.findLast(({ blocks }) =>
        buttonsOf(blocks).some(({ text }) => text.text === label),
      );
      const { action_id = '', value } =
        buttonsOf(message?.blocks ?? []).find(({ text }) => text.text === label) ?? {};
      return sign(
        pressBody(
          { action_id, value },
          {
            trigger_id: `12321423423.333649436676.${id}`,
            user: { id: userOf(person), username: person },
            channel: { id: channelId, name: 'apps' },
            message: { type: 'message', ts: message?.ts, thread_ts: message?.thread },
            actions: [{ type: 'button', block_id: 'b1', action_id, value, action_ts: ts }],
          },
        ),
      );
    },
    forged: ({ body, header }) => ({ body: Buffer.concat([body, Buffer.from(' ')]), header }),
    old: (person, text) => sign(mentions(person, text), 301),
    seen: () => api.sent.map(seenOf),
    pictures: () => api.pictures.map(({ png, caption }) => ({ png, caption })),
    maxText: 4_000,
    isBusyFor: (seconds) => Object.assign(api.state, { busySeconds: seconds }),
    revoke: () => Object.assign(api.state, { isRevoked: true }),
    asked: () => api.state.asked,
    close: api.close,
    freeze: () => Object.assign(api.state, { isFrozen: true }),
    takeNoPictures: () => Object.assign(api.state, { isWithoutUploads: true }),
  };
}

const buttonsOf = (blocks: readonly SentBlock[]) =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));

/** What Slack shows of a message. */
export function seenOf({ blocks, edits }: SentMessage): SeenMessage {
  const text = blocks
    .flatMap((block) => (block.type === 'section' ? [block.text.text] : []))
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  const labels = (isLink: boolean) =>
    buttonsOf(blocks).flatMap((button) => ((button.url !== undefined) === isLink ? [button.text.text] : []));
  const inWords = [...text.matchAll(/^(.+): http/gm)].map(([, label = '']) => label);
  return { text, buttons: labels(false), links: [...labels(true), ...inWords], edits };
}
