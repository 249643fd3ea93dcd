import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Lets a stand-in listen on a free loopback port. */
export async function listen(server: Server): Promise<{ readonly url: string; readonly stop: () => void }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
