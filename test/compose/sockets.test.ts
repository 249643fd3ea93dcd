import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { apiGatewayLiveFeed } from '../../adapters/aws/live-feed.ts';
import { lambdaInvoker } from '../../compose/lambda-invoker.ts';
import { createSocketServer } from '../../compose/sockets/socket-server.ts';
import { useTestIdentity } from '../adapters/aws/emulator.ts';

interface Heard {
  readonly name: string;
  readonly event: {
    readonly requestContext: { readonly connectionId: string; readonly routeKey: string };
    readonly queryStringParameters?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

const heard: Heard[] = [];
let connectAnswer: object = { statusCode: 200 };
const signal = AbortSignal.timeout(30_000);

/** Lambda's own wire, as far as sockets use it: a list in two pages, and invocations. */
const lambda = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://lambda');
  if (url.pathname === '/2015-03-31/functions/') {
    const folders = url.searchParams.has('Marker')
      ? ['socket-message', 'socket-disconnect']
      : ['health', 'socket-connect'];
    const functions = folders.map((folder) => ({
      FunctionName: `GantryCore-${folder}-1A2B`,
      Description: `Gantry: ${folder}`,
    }));
    response.end(
      JSON.stringify({ Functions: functions, ...(!url.searchParams.has('Marker') && { NextMarker: '2' }) }),
    );
    return;
  }
  const name = /functions\/GantryCore-([\w-]+)-1A2B\/invocations$/.exec(url.pathname)?.[1] ?? '';
  heard.push({ name, event: JSON.parse(await text(request)) as Heard['event'] });
  response.end(JSON.stringify(name === 'socket-connect' ? connectAnswer : { statusCode: 200 }));
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

let sockets: ReturnType<typeof createSocketServer>;
let client: ApiGatewayManagementApiClient;
let endpoint: string;

beforeAll(async () => {
  useTestIdentity();
  await listen(lambda);
  const invoker = lambdaInvoker({ endpoint: `http://127.0.0.1:${portOf(lambda)}`, region: 'eu-west-1' });
  sockets = createSocketServer({ invoker, log: () => undefined });
  await listen(sockets.server);
  endpoint = `http://127.0.0.1:${portOf(sockets.server)}/live`;
  client = new ApiGatewayManagementApiClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
});
beforeEach(() => {
  heard.length = 0;
  connectAnswer = { statusCode: 200 };
});
afterAll(async () => {
  await sockets.closeAll();
  sockets.server.close();
  lambda.close();
});

const open = (path = '/gantry/ws/msn_1?ticket=T&after=3'): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${portOf(sockets.server)}${path}`);
const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });

describe('the sockets service', () => {
  it('asks the deployed function before it lets a socket in, with ticket, sequence and mission', async () => {
    const socket = open();
    await opened(socket);
    expect(heard[0]).toMatchObject({
      name: 'socket-connect',
      event: {
        requestContext: { routeKey: '$connect' },
        queryStringParameters: { ticket: 'T', after: '3', mission_id: 'msn_1' },
      },
    });
    socket.terminate();
    await vi.waitUntil(() => heard.some(({ name }) => name === 'socket-disconnect'));
  });

  it('refuses with the function’s own status', async () => {
    connectAnswer = { statusCode: 403, body: '{}' };
    await expect(opened(open())).rejects.toThrow('403');
  });

  it('refuses another site’s page', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${portOf(sockets.server)}/gantry/ws/msn_1?ticket=T`, {
      origin: 'https://evil.example',
    });
    await expect(opened(socket)).rejects.toThrow('403');
    expect(heard).toEqual([]);
  });

  it('hands messages on, and takes frames by the management API, in order', async () => {
    const socket = open();
    const frames: string[] = [];
    socket.on('message', (data) => void frames.push(String(data)));
    await opened(socket);
    socket.send('{"type":"ping"}');
    await vi.waitUntil(() => heard.some(({ name }) => name === 'socket-message'));
    expect(heard.at(-1)?.event.body).toBe('{"type":"ping"}');
    const ConnectionId = heard[0]?.event.requestContext.connectionId;
    await client.send(new GetConnectionCommand({ ConnectionId }));
    for (const frame of ['one', 'twö', 'three'])
      await client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(frame) }));
    await vi.waitUntil(() => frames.length === 3);
    expect(frames).toEqual(['one', 'twö', 'three']);
    await client.send(new DeleteConnectionCommand({ ConnectionId }));
    await vi.waitUntil(() => socket.readyState === WebSocket.CLOSED);
  });

  it('answers 410 for a connection that is gone, which the live feed takes for gone', async () => {
    const ConnectionId = 'bm9zdWNoY29ubmVjdA==';
    for (const Command of [GetConnectionCommand, DeleteConnectionCommand])
      await expect(client.send(new Command({ ConnectionId }))).rejects.toMatchObject({
        name: 'GoneException',
        $metadata: { httpStatusCode: 410 },
      });
    await expect(
      client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from('x') })),
    ).rejects.toMatchObject({ name: 'GoneException' });
    const feed = apiGatewayLiveFeed({ endpoint, region: 'eu-west-1' });
    expect(await feed.post(ConnectionId, 'x', signal)).toBe('gone');
    await feed.close(ConnectionId, signal);
  });

  it('refuses a frame over the limit', async () => {
    const socket = open();
    await opened(socket);
    const ConnectionId = heard[0]?.event.requestContext.connectionId;
    const Data = Buffer.alloc(64 * 1024, 'x');
    await expect(client.send(new PostToConnectionCommand({ ConnectionId, Data }))).rejects.toMatchObject({
      name: 'PayloadTooLargeException',
    });
    socket.terminate();
  });
});
