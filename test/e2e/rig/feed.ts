import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import { ticketSchema } from '../../../core/wire/http.ts';
import { maxFrameBytes, type ServerFrame, serverFrameSchema } from '../../../core/wire/socket.ts';
import type { Client } from './client.ts';

/** One open socket on a mission. */
export interface Feed {
  readonly frames: readonly ServerFrame[];
  events(): ChainedEvent[];
  /** The first frame, past or to come, that fits; rejects when the socket closes before. */
  until(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  send(text: string): void;
  close(): Promise<void>;
}

export type Admission =
  | { readonly feed: Feed }
  | { readonly refused: { readonly status: number; readonly body: string } };

const isEvent = (frame: ServerFrame): frame is ChainedEvent => frame.type === 'status';
export const isNamed =
  (name: string) =>
  (frame: ServerFrame): boolean =>
    isEvent(frame) && frame.event === name;
export const isReady = (frame: ServerFrame): boolean => frame.type === 'ready';
const terminal = new Set(['mission-shipped', 'mission-stopped', 'mission-cancelled']);
export const isLast = (frame: ServerFrame): boolean => isEvent(frame) && terminal.has(frame.event);

export const ticketOf = async (client: Client): Promise<string> =>
  (await client.send(ticketSchema, 200, '/gantry/ws-ticket', {})).ticket;

/** Opens a mission's socket with a ticket; every frame is checked against the wire schema and the frame limit. */
export async function connect(
  client: Client,
  missionId: string,
  { ticket, after }: { readonly ticket?: string; readonly after?: number } = {},
): Promise<Admission> {
  const query = new URLSearchParams({
    ...(ticket !== undefined && { ticket }),
    ...(after !== undefined && { after: String(after) }),
  });
  const socket = new WebSocket(`ws://127.0.0.1:${client.port}/gantry/ws/${missionId}?${query}`);
  return new Promise((resolve, reject) => {
    const frames = new FrameQueue(socket);
    socket.once('open', () => resolve({ feed: frames.feed }));
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('end', () => resolve({ refused: { status: response.statusCode ?? 0, body } }));
    });
  });
}

/** Opens a mission's socket that must let the client in. */
export async function openFeed(client: Client, missionId: string, after?: number): Promise<Feed> {
  const admission = await connect(client, missionId, {
    ticket: await ticketOf(client),
    ...(after !== undefined && { after }),
  });
  if ('refused' in admission) throw new Error(`refused: ${JSON.stringify(admission.refused)}`);
  return admission.feed;
}

class FrameQueue {
  readonly #frames: ServerFrame[] = [];
  readonly #waiting = new Set<() => void>();
  #fault: Error | undefined;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#take(String(data)));
    socket.on('close', () => this.#end(new Error('the socket closed')));
    socket.on('error', (error) => this.#end(error));
  }

  get feed(): Feed {
    return {
      frames: this.#frames,
      events: () => this.#frames.filter(isEvent),
      until: (fits) => this.#until(fits),
      send: (text) => this.#socket.send(text),
      close: async () => {
        if (this.#socket.readyState === WebSocket.CLOSED) return;
        this.#socket.close();
        await once(this.#socket, 'close');
      },
    };
  }

  #take(text: string): void {
    const parsed = serverFrameSchema.safeParse(JSON.parse(text));
    const sizeBytes = Buffer.byteLength(text);
    if (!parsed.success) this.#end(new Error(`an unknown frame: ${text}`));
    else if (sizeBytes > maxFrameBytes) this.#end(new Error(`a frame of ${sizeBytes} bytes`));
    else this.#frames.push(parsed.data);
    this.#wake();
  }

  #end(fault: Error): void {
    this.#fault ??= fault;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  async #until(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    for (;;) {
      const found = this.#frames.find(fits);
      if (found !== undefined) return found;
      if (this.#fault !== undefined) throw this.#fault;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }
}
