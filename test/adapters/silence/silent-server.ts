import { type AddressInfo, createServer, type Socket } from 'node:net';

/** `accepts`: takes a connection and says nothing. `begins`: says that a long answer comes, sends its first bytes, and nothing more. */
export type Silence = 'accepts' | 'begins';

export interface SilentServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const beginning = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{"';

/** A server on loopback that never ends an answer. */
export async function startSilence(kind: Silence): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      if (kind === 'begins') socket.write(beginning);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
