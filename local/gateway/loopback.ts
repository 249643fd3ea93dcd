import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

// Machines without IPv6, or with it switched off, answer one of these.
const withoutIpv6: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Listens on 127.0.0.1 and, where the machine has it, on ::1 at the same port: browsers try either for `localhost`. Port 0 takes one that is free on both. */
export async function listenOnLoopback(
  makeServer: () => Server,
  port: number,
  attemptsLeft = 5,
): Promise<{ readonly port: number; readonly servers: readonly Server[] }> {
  const first = await listen(makeServer(), port, '127.0.0.1');
  const taken = (first.address() as AddressInfo).port;
  try {
    return { port: taken, servers: [first, await listen(makeServer(), taken, '::1')] };
  } catch (error) {
    if (withoutIpv6.has(codeOf(error))) return { port: taken, servers: [first] };
    await closeServers([first], 0);
    const mayMove = port === 0 && attemptsLeft > 0 && codeOf(error) === 'EADDRINUSE';
    if (mayMove) return listenOnLoopback(makeServer, port, attemptsLeft - 1);
    throw error;
  }
}

/** Stops listening; what is still being answered after the grace is cut off. */
export async function closeServers(servers: readonly Server[], graceMs: number): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const impatience = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(impatience);
    }),
  );
}

async function listen(server: Server, port: number, host: string): Promise<Server> {
  server.listen({ port, host });
  await once(server, 'listening');
  return server;
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
