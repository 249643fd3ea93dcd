import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { FaultName, Reply, Step } from '../../contract/wire-bench.ts';

/** How one provider says things over HTTP. */
export interface Wire {
  readonly contentType: string;
  /** Routes beside that of an answer, such as one that tells the server's version. */
  readonly routes?: Readonly<Record<string, string>>;
  readonly answers: string;
  readonly opening: string;
  /** Undefined for what this provider does not say. */
  readonly write: (step: Exclude<Step, { waitMs: number } | { connection: string }>) => string | undefined;
  readonly fault: (name: FaultName, key: string) => { readonly status: number; readonly body: unknown };
}

export interface WireRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

const keyIn = ({ headers }: IncomingMessage): string =>
  String(headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '') ?? '');

/** Speaks a provider's wire on loopback, does what a script says, and keeps what it was asked. */
export class WireStandIn {
  readonly requests: WireRequest[] = [];
  /** Requests whose client hung up before the answer ended. */
  abandoned = 0;
  readonly #wire: Wire;
  readonly #server: Server;

  private constructor(wire: Wire, script: (request: WireRequest, nth: number) => Reply) {
    this.#wire = wire;
    this.#server = createServer(async (request, response) => {
      const url = request.url ?? '';
      const told = wire.routes?.[url];
      if (told !== undefined) {
        response.end(told);
        return;
      }
      if (url !== wire.answers) {
        response.writeHead(404, { 'content-type': 'text/html' }).end('<html>not here</html>');
        return;
      }
      const asked = { url, headers: request.headers, body: JSON.parse(await text(request)) };
      this.requests.push(asked);
      response.on('close', () => {
        if (!response.writableEnded && !response.errored) this.abandoned += 1;
      });
      await this.#reply(response, script(asked, this.requests.length - 1), keyIn(request));
    });
  }

  static async start(wire: Wire, script: (request: WireRequest, nth: number) => Reply): Promise<WireStandIn> {
    const standIn = new WireStandIn(wire, script);
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #reply(response: ServerResponse, reply: Reply, key: string): Promise<void> {
    if ('fault' in reply) {
      const { status, body } = this.#wire.fault(reply.fault, key);
      const wait = reply.retryAfter === undefined ? {} : { 'retry-after': reply.retryAfter };
      response.writeHead(status, { 'content-type': 'application/json', ...wait });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      return;
    }
    const [first] = reply;
    if (first !== undefined && 'connection' in first && first.connection === 'hang') return;
    response.writeHead(200, { 'content-type': this.#wire.contentType });
    response.write(this.#wire.opening);
    for (const step of reply) if (!(await this.#take(response, step))) return;
    response.end();
  }

  /** Answers whether there is more to do. */
  async #take(response: ServerResponse, step: Step): Promise<boolean> {
    if (response.destroyed) return false;
    if ('waitMs' in step) await setTimeout(step.waitMs);
    else if (!('connection' in step)) await writeTorn(response, this.#wire.write(step) ?? '');
    else if (step.connection === 'hang') return false;
    else {
      // What was written is to arrive before the connection is lost.
      await setTimeout(20);
      response.socket?.resetAndDestroy();
      return false;
    }
    return true;
  }
}

/** Cut without regard to messages or characters, as networks do. */
async function writeTorn(response: ServerResponse, words: string): Promise<void> {
  const bytes = Buffer.from(words);
  for (let at = 0; at < bytes.length && !response.destroyed; at += 61) {
    response.write(bytes.subarray(at, at + 61));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
