import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { discordChannel } from '../../../adapters/discord/channel.ts';
import type { ChannelDelivery, ReadDelivery } from '../../../core/ports/channel.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { ChannelBench } from '../../contract/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { limited, openDiscordApi } from './discord-api.ts';
import { unlikeReply } from './published.ts';
import { rendered } from './rendered.ts';

export const botToken = 'not-a-token.of-any.application-at-discord';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const strange = generateKeyPairSync('ed25519').privateKey;
/** As the developer portal shows it. */
export const publicKeyHex: string = Buffer.from(
  publicKey.export({ format: 'jwk' }).x ?? '',
  'base64url',
).toString('hex');

/** A delivery as Discord signs it. */
export function signed(body: string, seconds: number, key: KeyObject = privateKey): ChannelDelivery {
  const signature = sign(null, Buffer.from(`${seconds}${body}`), key).toString('hex');
  const headers: Readonly<Record<string, string>> = {
    'x-signature-ed25519': signature,
    'x-signature-timestamp': String(seconds),
  };
  return { body: Buffer.from(body), header: (name) => headers[name] };
}

const channelId = '772908445358620702';
const epoch = 1_420_070_400_000n;

/** Everything that is the same in each interaction of a server. */
const rest = {
  application_id: '775799577604522054',
  channel_id: channelId,
  channel: { id: channelId, type: 0 },
  guild_id: '772904309264089089',
  app_permissions: '274877942784',
  token: 'UNIQUE_TOKEN',
  version: 1,
};
const by = (person: string) => ({ member: { roles: [], user: { id: person, username: 'ada' } } });

/** What is typed where Telegram takes a text: a subcommand, or words. */
export function commandOf(text: string): object {
  const [, name = 'say', code] = /^\/(link|new|unlink|help)(?: (\S+))?$/.exec(text) ?? [];
  const filled = name === 'say' ? { name: 'words', value: text } : { name: 'code', value: code };
  const options = filled.value === undefined ? [] : [{ ...filled, type: 3 }];
  return { id: '1', type: 1, name: 'gantry', options: [{ name, type: 1, options }] };
}

/** A message of somebody's that is sent on from its menu. */
export const messageOf = (content: string, attachments: readonly object[] = []): object => ({
  id: '2',
  type: 3,
  name: 'Send to Gantry',
  target_id: '3',
  resolved: { messages: { '3': { id: '3', content, attachments, author: { id: '4' } } } },
});

/** Discord, as far as an application sees it. */
export async function discordBench() {
  const api = await openDiscordApi(botToken, publicKeyHex);
  let clock: Clock = manualClock();
  let count = 0n;
  const nowSeconds = () => Math.floor(clock.nowMs() / 1_000);
  const interaction = (person: string, type: number, data: object, over: object = {}) => {
    count += 1n;
    const id = String(((BigInt(clock.nowMs()) - epoch) << 22n) + count);
    return JSON.stringify({ id, type, data, ...rest, ...by(person), ...over });
  };
  const deliver = (...parts: Parameters<typeof interaction>) => signed(interaction(...parts), nowSeconds());
  const checked = (read: ReadDelivery): ReadDelivery => {
    if (!('reply' in read)) return read;
    const problem = unlikeReply(read.reply ?? {});
    if (problem !== undefined) throw new Error(problem);
    return read;
  };
  const buttonOf = (label: string) =>
    api.sent.findLast(({ buttons }) => buttons.some((one) => one.label === label))?.buttons ?? [];
  const bench: ChannelBench = {
    channel: (own) => {
      clock = own;
      const channel = discordChannel({ token: botToken, publicKey: publicKeyHex, apiUrl: api.apiUrl, clock });
      return { ...channel, read: (delivery) => checked(channel.read(delivery)) };
    },
    says: (person, text, thread) =>
      deliver(
        person,
        2,
        commandOf(text),
        thread === undefined ? {} : { channel_id: thread, channel: { id: thread, type: 11 } },
      ),
    sendsFile: (person) => deliver(person, 2, messageOf('Build this', [{ id: '5', filename: 'a.pdf' }])),
    presses: (person, button) => {
      const { custom_id } = buttonOf(button).find(({ label }) => label === button) ?? {};
      return deliver(person, 3, { component_type: 2, custom_id });
    },
    commandStart: '/gantry ',
    changesInForm: true,
    forged: ({ body }) => signed(Buffer.from(body).toString(), nowSeconds(), strange),
    old: (person, text) => signed(interaction(person, 2, commandOf(text)), nowSeconds() - 301),
    seen: () =>
      api.sent.map(({ content, buttons, edits }) => {
        const { text } = rendered(content);
        return {
          text,
          buttons: buttons.filter(({ url }) => url === undefined).map(({ label }) => label),
          links: [
            ...buttons.filter(({ url }) => url !== undefined).map(({ label }) => label),
            ...[...text.matchAll(/^(.+): http/gm)].map(([, label = '']) => label),
          ],
          edits,
        };
      }),
    pictures: () =>
      api.sent.flatMap(({ content, files }) =>
        files.map(({ bytes }) => ({ png: bytes, caption: rendered(content).text })),
      ),
    maxText: 2_000,
    isBusyFor: (seconds) => void api.state.refusals.push(limited(seconds)),
    revoke: () => Object.assign(api.state, { isRevoked: true }),
    asked: () => api.state.asked,
    close: api.close,
  };
  return { ...bench, api, deliver };
}
