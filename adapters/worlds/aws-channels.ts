import type { Channel } from '../../core/ports/channel.ts';
import { systemClock } from '../node/clock.ts';
import { telegramChannel } from '../telegram/channel.ts';

/** A field of the channels' secret; undefined while nobody has filled it. */
export type ReadField = (field: string, signal: AbortSignal) => Promise<string | undefined>;

export interface ChannelSource {
  readonly read: ReadField;
  /** A stand-in of Telegram's API. */
  readonly telegramUrl?: string;
}

/** The named platforms, of which each is connected once its fields are filled. */
export async function openChannels(
  names: readonly string[],
  source: ChannelSource,
  signal: AbortSignal,
): Promise<readonly Channel[]> {
  const found = await Promise.all(names.map((name) => openers[name]?.(source, signal)));
  return found.filter((channel) => channel !== undefined);
}

type Open = (source: ChannelSource, signal: AbortSignal) => Promise<Channel | undefined>;

const openers: Readonly<Record<string, Open>> = {
  telegram: async ({ read, telegramUrl }, signal) => {
    const token = await read('telegram_token', signal);
    const secret = await read('telegram_secret', signal);
    if (token === undefined || secret === undefined) return undefined;
    const apiUrl = telegramUrl !== undefined && { apiUrl: telegramUrl };
    return telegramChannel({ token, secret, ...apiUrl, clock: systemClock });
  },
};
