import { chmodSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A longer path is cut off by the kernel, so that nobody would find the socket. */
const longestPath = 103;

/** What a sandbox has no use for beyond, and would take from this process. */
const mostConnections = 32;

/** Whether a socket of that name in a folder can be listened at. */
export const fitsSocket = (folder: string, name: string): boolean =>
  Buffer.byteLength(join(folder, name)) <= longestPath;

/** Listens at a name in a folder that a sandbox sees; whoever gets into the folder may connect. */
export async function listenInFolder(
  folder: string,
  name: string,
  onConnection: (socket: Socket) => void,
): Promise<{ close(): void }> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    onConnection(socket);
  });
  server.maxConnections = mostConnections;
  await listening(server, join(folder, name));
  chmodSync(join(folder, name), 0o666);
  return {
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Shows a sandbox a socket of the machine: each connection is passed on, and cut where either end goes. */
export async function passOnSocket(folder: string, name: string, target: string): Promise<{ close(): void }> {
  return await listenInFolder(folder, name, (near) => {
    const far = connect({ path: target, allowHalfOpen: true });
    far.once('error', () => near.destroy()).once('close', () => near.destroySoon());
    near.once('close', () => far.destroy());
    near.pipe(far).pipe(near);
  });
}

async function listening(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
}
