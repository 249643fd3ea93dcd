import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createUpgradeAnswerer } from '../../local/gateway/answer-upgrade.ts';
import type { Invoker } from '../../local/gateway/invoke-function.ts';
import { defaultLimits } from '../../local/gateway/limits.ts';
import { createSockets } from '../../local/gateway/sockets.ts';
import { createConnectionsApi } from './connections-api.ts';

/**
 * A WebSocket API as API Gateway has it: the edge hands it upgrades of /gantry/ws/{mission_id}, the deployed functions hear of each
 * connection, message and end, and post back by the management API. Both are the local gateway's own parts.
 */
export function createSocketServer({
  invoker,
  log,
}: {
  readonly invoker: Pick<Invoker, 'buffered'>;
  readonly log: (line: string) => void;
}): { readonly server: Server; readonly closeAll: () => Promise<void> } {
  const deps = {
    invoker: { ...invoker, streaming: unserved },
    clock: { nowMs: () => Date.now() },
    limits: defaultLimits,
    logError: (what: string, error: unknown) =>
      log(`${what}: ${error instanceof Error ? error.message : String(error)}`),
  };
  const sockets = createSockets(deps);
  const upgrades = createUpgradeAnswerer(deps, sockets);
  const answer = createConnectionsApi(sockets);
  const server = createServer((request, response) => {
    if (request.url === '/health') return void response.writeHead(200).end('{"status":"ok"}');
    return void answer(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    void upgrades.answer(request, socket, head, randomUUID());
  });
  return {
    server,
    async closeAll() {
      upgrades.abandon();
      await sockets.closeAll();
    },
  };
}

const unserved = (): Promise<never> => Promise.reject(new Error('A WebSocket API streams nothing.'));
