import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveFeed } from '../../core/ports/live-feed.ts';
import { maxFrameBytes } from '../../core/wire/socket.ts';

const callMs = 5_000;
const pathForm = /^\/(?:[\w-]+\/)?@connections\/([^/?]+)$/;

class Refused extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
  }
}

/** API Gateway's management of WebSocket connections: post a frame, ask whether one is there, close it; 410 for one that is gone. */
export function createConnectionsApi(sockets: {
  readonly liveFeed: LiveFeed;
  readonly isOpen: (connectionId: string) => boolean;
}) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const connectionId = pathForm.exec(request.url ?? '')?.[1];
      if (connectionId === undefined) throw new Refused(404, 'NotFoundException', 'Unknown path.');
      await answer(sockets, request, response, decodeURIComponent(connectionId));
    } catch (error) {
      const refused =
        error instanceof Refused ? error : new Refused(500, 'InternalServerError', 'Something went wrong.');
      response
        .writeHead(refused.status, { 'content-type': 'application/json', 'x-amzn-errortype': refused.error })
        .end(JSON.stringify({ message: refused.message }));
    }
  };
}

async function answer(
  { liveFeed, isOpen }: Parameters<typeof createConnectionsApi>[0],
  request: IncomingMessage,
  response: ServerResponse,
  connectionId: string,
): Promise<void> {
  const signal = AbortSignal.timeout(callMs);
  if (request.method === 'POST') {
    const frame = await readFrame(request);
    if ((await liveFeed.post(connectionId, frame, signal)) === 'gone') throw gone();
    response.writeHead(200).end();
    return;
  }
  if (!isOpen(connectionId)) throw gone();
  if (request.method === 'DELETE') {
    await liveFeed.close(connectionId, signal);
    response.writeHead(204).end();
    return;
  }
  if (request.method !== 'GET') throw new Refused(405, 'MethodNotAllowedException', 'Unknown method.');
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

const gone = (): Refused => new Refused(410, 'GoneException', 'The connection is gone.');

async function readFrame(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > maxFrameBytes)
      throw new Refused(413, 'PayloadTooLargeException', `A frame may have ${maxFrameBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
