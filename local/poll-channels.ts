import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import { takeDelivery } from '../core/channels/take-delivery.ts';

/** Platforms that are being asked for what people said. */
export interface Polling {
  readonly stop: () => Promise<void>;
}

/** Asks the platforms that cannot reach this machine; the same trouble is told once until there is another. */
export function pollChannels(
  world: Pick<LocalWorld, 'polledChannels' | 'records' | 'clock'>,
  log: (line: string) => void,
): Polling {
  const stopped = new AbortController();
  const polls = world.polledChannels.map(({ channel, poll }) => {
    let told = '';
    const onTrouble = (trouble: string): void => {
      if (trouble !== told) log(`${channel.platform}: ${trouble}`);
      told = trouble;
    };
    const take: Parameters<typeof poll>[0]['take'] = async (delivery, signal) =>
      (await takeDelivery(world)(channel, delivery, signal)).reply;
    return poll({ take, onTrouble }, stopped.signal);
  });
  return {
    stop: async () => {
      stopped.abort();
      await Promise.all(polls);
    },
  };
}
