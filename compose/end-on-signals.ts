import type { Server } from 'node:net';

/** Ends a service as its container is stopped: what is open is cut off, since whoever asks comes back. */
export function endOnSignals(server: Server, onEnd: () => void = () => undefined): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      onEnd();
      server.close();
      process.exit(0);
    });
  }
}
