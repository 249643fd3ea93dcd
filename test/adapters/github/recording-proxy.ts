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
  /** What GitHub says to a write at an old name: documented is 307, and 301 is what a client has to take as well. */
  movedStatus: 301 | 307 = 307;
  readonly #names = new Map<string, { readonly id: number; readonly name: string }>();
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
    const interference = this.interfere(recorded) ?? this.#leadOn(request);
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

  /** Renames a repository: what asks for it by its old name is led to its id, as on GitHub. */
  async rename(fullName: string, name: string, authorization: string): Promise<string> {
    const renamed = await fetch(new URL(`/repos/${fullName}`, this.#target), {
      method: 'PATCH',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    const { id, full_name } = (await renamed.json()) as { readonly id: number; readonly full_name: string };
    this.#names.set(fullName, { id, name: full_name });
    return full_name;
  }

  #leadOn({ url = '/', method }: IncomingMessage): Interference | undefined {
    const [, old = '', rest = ''] = /^\/repos\/([^/?]+\/[^/?]+)(.*)$/.exec(url) ?? [];
    const repository = this.#names.get(old);
    if (repository === undefined) return undefined;
    const headers = { location: `/repositories/${repository.id}${rest}` };
    return { kind: 'answer', status: method === 'GET' ? 301 : this.movedStatus, headers };
  }

  /** emulate knows a repository's id only for itself. */
  #byName(url: string): string {
    const [, id, rest = ''] = /^\/repositories\/(\d+)(.*)$/.exec(url) ?? [];
    const found = [...this.#names.values()].find((repository) => String(repository.id) === id);
    return found === undefined ? url : `/repos/${found.name}${rest}`;
  }

  #forward(request: IncomingMessage, bytes: Buffer): Promise<Response> {
    return fetch(new URL(this.#byName(request.url ?? '/'), this.#target), {
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
