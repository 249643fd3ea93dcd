import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the adapter sent it. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** What stands in GitHub's place for one request: an answer, silence, or an answer that is lost after GitHub did the work. */
export type Interference =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'silence' }
  | { readonly kind: 'lose-answer' };

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const parse = (bytes: Buffer): Record<string, unknown> => {
  if (bytes.length === 0) return {};
  return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
};

/** Stands between the adapter and emulate: keeps each request, and interferes where emulate lacks what GitHub does. */
export class RecordingProxy {
  readonly requests: RecordedRequest[] = [];
  interfere: (request: RecordedRequest) => Interference | undefined = () => undefined;
  readonly #server: Server;
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readAll(request);
    const { pathname } = new URL(request.url ?? '/', this.#target);
    const recorded = { method: request.method ?? '', path: decodeURIComponent(pathname), body: parse(bytes) };
    this.requests.push(recorded);
    const interference = this.interfere(recorded);
    if (interference?.kind === 'silence') return;
    if (interference?.kind === 'answer') {
      response.writeHead(interference.status, {
        'content-type': 'application/json',
        ...interference.headers,
      });
      response.end(JSON.stringify(interference.body ?? {}));
      return;
    }
    const answer = await this.#forward(request, bytes);
    if (interference?.kind === 'lose-answer') response.destroy();
    else {
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    }
  }

  #forward(request: IncomingMessage, bytes: Buffer): Promise<Response> {
    return fetch(new URL(request.url ?? '/', this.#target), {
      method: request.method ?? 'GET',
      headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
      ...(bytes.length > 0 ? { body: new Uint8Array(bytes) } : {}),
      redirect: 'manual',
    });
  }

  /** The requests that change something. */
  get writes(): RecordedRequest[] {
    return this.requests.filter((request) => request.method !== 'GET');
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
