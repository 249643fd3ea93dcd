import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface FrontDoor {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface FrontDoorConfig {
  /** The emulator's port. */
  readonly port: number;
  readonly restApi: { readonly id: string; readonly stage: string };
  readonly socketApi: { readonly id: string; readonly stage: string };
}

const socketPath = /^\/gantry\/ws\/([^/?]+)(?:\?(.*))?$/;

/** Bridges CloudFront, which the emulator has not: one origin, whose paths lead to the REST API and, under /gantry/ws/, to the WebSocket API. */
export async function bridgeFrontDoor(config: FrontDoorConfig): Promise<FrontDoor> {
  const { restApi, socketApi } = config;
  const server = createServer((incoming, answer) => {
    const path = `/_aws/execute-api/${restApi.id}/${restApi.stage}${incoming.url}`;
    const { method, headers } = incoming;
    const forward = request({ host: '127.0.0.1', port: config.port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    forward.on('error', () => answer.writeHead(502).end());
    incoming.pipe(forward);
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    const [, mission = '', query = ''] = socketPath.exec(incoming.url ?? '') ?? [];
    const path = `/_aws/execute-api/${socketApi.id}/${socketApi.stage}?mission_id=${mission}&${query}`;
    tunnel(config.port, incoming, path, { socket, head });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands the handshake on under another path; after it the bytes go through as they are. */
function tunnel(
  port: number,
  { method, rawHeaders }: IncomingMessage,
  path: string,
  { socket, head }: { readonly socket: Socket; readonly head: Buffer },
): void {
  const lines = [`${method} ${path} HTTP/1.1`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  const upstream = connect(port, '127.0.0.1', () => {
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
}
