import type { OpenGateway, OutsideWay } from './outside-gateway.ts';
import { openGateway } from './outside-gateway.ts';

/** The ways to the outside that are open: one for each list of origins, which apps with the same list share. */
export interface OutsideGateways {
  /** The socket of the way to these origins. */
  socketFor(origins: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Opens a way when its list is first asked for, and closes all at the end. */
export function createOutsideGateways(way: OutsideWay): OutsideGateways {
  const open = new Map<string, Promise<OpenGateway>>();
  return {
    async socketFor(origins) {
      const list = origins.toSorted();
      const key = list.join(' ');
      const gateway = open.get(key) ?? openGateway(way)(list);
      open.set(key, gateway);
      // What could not be opened is tried again at the next call.
      gateway.catch(() => open.delete(key));
      return (await gateway).socketPath;
    },
    async close() {
      const all = await Promise.allSettled(open.values());
      open.clear();
      await Promise.all(all.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    },
  };
}
