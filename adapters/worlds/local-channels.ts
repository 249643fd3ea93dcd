import type { Channel } from '../../core/ports/channel.ts';
import { systemClock } from '../node/clock.ts';
import { createIds } from '../node/ids.ts';
import { telegramChannel } from '../telegram/channel.ts';
import { pollUpdates, type TakesDeliveries } from '../telegram/poll-updates.ts';
import type { LocalServices } from './local-services.ts';

/** A platform that is asked for what people said, because it cannot reach this machine. */
export interface PolledChannel {
  readonly channel: Channel;
  readonly poll: (takes: TakesDeliveries, signal: AbortSignal) => Promise<void>;
}

/** The platforms that this machine is connected to; those that were given no secret for a webhook are asked. */
export function localChannels({ telegram }: Pick<LocalServices, 'telegram'>): {
  readonly channels: () => Promise<readonly Channel[]>;
  readonly polledChannels: readonly PolledChannel[];
} {
  if (telegram === undefined) return { channels: async () => [], polledChannels: [] };
  const { token, apiUrl, webhookSecret } = telegram;
  const secret = webhookSecret ?? createIds({ clock: systemClock }).token();
  const config = { token, secret, ...(apiUrl !== undefined && { apiUrl }) };
  const channel = telegramChannel({ ...config, clock: systemClock });
  const polled: PolledChannel = { channel, poll: (takes, signal) => pollUpdates(config, takes, signal) };
  return { channels: async () => [channel], polledChannels: webhookSecret === undefined ? [polled] : [] };
}
