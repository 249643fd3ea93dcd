import type { Channel } from '../../core/ports/channel.ts';
import type { GitHubChannelConfig } from '../github/channel.ts';
import { systemClock } from '../node/clock.ts';
import type { AwsEnvironment } from './aws-config.ts';

/** A field of the channels' secret; undefined while nobody has filled it. */
export type ReadField = (field: string, signal: AbortSignal) => Promise<string | undefined>;

type Addresses = Pick<
  AwsEnvironment,
  'TELEGRAM_API_URL' | 'SLACK_API_URL' | 'DISCORD_API_URL' | 'GITHUB_API_URL'
>;

interface Platforms {
  /** All but GitHub, each connected once its fields are filled. */
  readonly names: readonly string[];
  readonly read: ReadField;
  /** Connected once its webhook's secret is set. */
  readonly gitHub:
    | (Pick<GitHubChannelConfig, 'mention' | 'token'> & {
        readonly webhookSecret: (signal: AbortSignal) => Promise<string | undefined>;
      })
    | undefined;
  readonly addresses: Addresses;
}

/** The platforms that people talk to this installation on. */
export async function openChannels(platforms: Platforms, signal: AbortSignal): Promise<readonly Channel[]> {
  const { names, read, addresses } = platforms;
  const found = await Promise.all([
    ...names.map((name) => openers[name]?.(read, addresses, signal)),
    openGitHub(platforms, signal),
  ]);
  return found.filter((channel) => channel !== undefined);
}

async function openGitHub(
  { gitHub, addresses }: Platforms,
  signal: AbortSignal,
): Promise<Channel | undefined> {
  const secret = await gitHub?.webhookSecret(signal);
  if (gitHub === undefined || secret === undefined) return undefined;
  const { gitHubChannel } = await import('../github/channel.ts');
  const { mention, token } = gitHub;
  return gitHubChannel({ mention, token, secret, ...at(addresses.GITHUB_API_URL) });
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
