import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Stands between an SDK and an emulator and loses an answer on its way back: the work is done, and nobody was told. */
export interface LosingProxy {
  readonly endpoint: string;
  /** Drops the next answer to a request whose headers and body contain `text`. */
  loseNext(text: string): void;
  /** How many answers were dropped. */
  readonly lost: number;
  close(): Promise<void>;
}

/** Starts a proxy before `target` on a free loopback port. */
export async function startLosingProxy(target: string): Promise<LosingProxy> {
  let wanted: string | undefined;
  let lost = 0;
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const answer = await forward(target, incoming, body);
    const bytes = await buffer(answer);
    const text = `${incoming.method} ${JSON.stringify(incoming.headers)} ${body.toString('latin1')}`;
    if (wanted !== undefined && text.includes(wanted)) {
      wanted = undefined;
      lost += 1;
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(bytes);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNext(text) {
      wanted = text;
    },
    get lost() {
      return lost;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { hostname, port } = new URL(target);
  // The host stays as the client signed it.
  request({
    hostname,
    port,
    path: incoming.url,
    method: incoming.method,
    headers: incoming.headers,
    agent: false,
  })
    .on('response', resolve)
    .on('error', reject)
    .end(body);
  return promise;
}
