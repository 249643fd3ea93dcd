import type { Channel } from '../../core/ports/channel.ts';
import { systemClock } from '../node/clock.ts';
import type { AwsEnvironment } from './aws-config.ts';

/** A field of the channels' secret; undefined while nobody has filled it. */
export type ReadField = (field: string, signal: AbortSignal) => Promise<string | undefined>;

type Addresses = Pick<AwsEnvironment, 'TELEGRAM_API_URL' | 'SLACK_API_URL' | 'DISCORD_API_URL'>;

/** The named platforms, of which each is connected once its fields are filled. */
export async function openChannels(
  names: readonly string[],
  { read, addresses }: { readonly read: ReadField; readonly addresses: Addresses },
  signal: AbortSignal,
): Promise<readonly Channel[]> {
  const found = await Promise.all(names.map((name) => openers[name]?.(read, addresses, signal)));
  return found.filter((channel) => channel !== undefined);
}

type Open = (read: ReadField, addresses: Addresses, signal: AbortSignal) => Promise<Channel | undefined>;

const at = (apiUrl: string | undefined) => ({ clock: systemClock, ...(apiUrl !== undefined && { apiUrl }) });

const openers: Readonly<Record<string, Open>> = {
  telegram: async (read, { TELEGRAM_API_URL: apiUrl }, signal) => {
    const token = await read('telegram_token', signal);
    const secret = await read('telegram_secret', signal);
    if (token === undefined || secret === undefined) return undefined;
    const { telegramChannel } = await import('../telegram/channel.ts');
    return telegramChannel({ token, secret, ...at(apiUrl) });
  },
  slack: async (read, { SLACK_API_URL: apiUrl }, signal) => {
    const botToken = await read('slack_bot_token', signal);
    const signingSecret = await read('slack_signing_secret', signal);
    if (botToken === undefined || signingSecret === undefined) return undefined;
    const { slackChannel } = await import('../slack/channel.ts');
    return slackChannel({ botToken, signingSecret, ...at(apiUrl) });
  },
  discord: async (read, { DISCORD_API_URL: apiUrl }, signal) => {
    const token = await read('discord_token', signal);
    const publicKey = await read('discord_public_key', signal);
    if (token === undefined || publicKey === undefined) return undefined;
    const { discordChannel } = await import('../discord/channel.ts');
    return discordChannel({ token, publicKey, ...at(apiUrl) });
  },
};
