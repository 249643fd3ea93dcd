import type { Channel } from '../../core/ports/channel.ts';
import { discordChannel } from '../discord/channel.ts';
import { defaultMention, gitHubChannel } from '../github/channel.ts';
import { systemClock } from '../node/clock.ts';
import { createIds } from '../node/ids.ts';
import { slackChannel } from '../slack/channel.ts';
import { telegramChannel } from '../telegram/channel.ts';
import { pollUpdates, type TakesDeliveries } from '../telegram/poll-updates.ts';
import type { LocalServices } from './local-services.ts';

/** A platform that is asked for what people said, because it cannot reach this machine. */
export interface PolledChannel {
  readonly channel: Channel;
  readonly poll: (takes: TakesDeliveries, signal: AbortSignal) => Promise<void>;
}

/** The platforms that this machine is connected to; Telegram, where it was given no secret for a webhook, is asked. */
export function localChannels(services: LocalServices): {
  readonly channels: () => Promise<readonly Channel[]>;
  readonly polledChannels: readonly PolledChannel[];
} {
  const asked = polledTelegram(services);
  const channels = [
    asked?.channel,
    webhookTelegram(services),
    slack(services),
    discord(services),
    gitHub(services),
  ];
  const connected = channels.filter((channel) => channel !== undefined);
  return {
    channels: async () => connected,
    polledChannels: asked === undefined ? [] : [asked],
  };
}

/** Nobody else knows what Telegram would show: what is delivered to this machine all the same is forged. */
function polledTelegram({ telegram }: LocalServices): PolledChannel | undefined {
  if (telegram === undefined || telegram.webhookSecret !== undefined) return undefined;
  const config = { ...telegramOf(telegram), secret: createIds({ clock: systemClock }).token() };
  const channel = telegramChannel({ ...config, clock: systemClock });
  return { channel, poll: (takes, signal) => pollUpdates(config, takes, signal) };
}

function webhookTelegram({ telegram }: LocalServices): Channel | undefined {
  if (telegram?.webhookSecret === undefined) return undefined;
  const secret = telegram.webhookSecret;
  return telegramChannel({ ...telegramOf(telegram), secret, clock: systemClock });
}

const telegramOf = ({ token, apiUrl }: NonNullable<LocalServices['telegram']>) => ({
  token,
  ...(apiUrl !== undefined && { apiUrl }),
});

function slack({ slack: given }: LocalServices): Channel | undefined {
  if (given === undefined) return undefined;
  const { botToken, signingSecret, apiUrl } = given;
  return slackChannel({
    botToken,
    signingSecret,
    clock: systemClock,
    ...(apiUrl !== undefined && { apiUrl }),
  });
}

function discord({ discord: given }: LocalServices): Channel | undefined {
  if (given === undefined) return undefined;
  const { token, publicKey, apiUrl } = given;
  return discordChannel({ token, publicKey, clock: systemClock, ...(apiUrl !== undefined && { apiUrl }) });
}

/** Without a webhook nothing that is said there comes here. */
function gitHub({ github: given }: LocalServices): Channel | undefined {
  if (given?.webhookSecret === undefined) return undefined;
  const { token, webhookSecret: secret, mention = defaultMention, apiUrl } = given;
  return gitHubChannel({
    token,
    secret,
    mention,
    clock: systemClock,
    ...(apiUrl !== undefined && { apiUrl }),
  });
}
