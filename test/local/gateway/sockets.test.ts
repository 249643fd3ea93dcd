import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { ask, errorOf, openSocket, startGateway } from './fixture-gateway.ts';
import { idOf, kinds, recordSockets, type SocketEvent } from './fixture-sockets.ts';

const never = new AbortController().signal;
const path = '/gantry/ws/msn_1?ticket=t&after=3';

describe('letting in', () => {
  test('asks socket-connect with the event of API Gateway and the mission beside the ticket', async () => {
    const { functions, events } = recordSockets();
    const running = await startGateway({ functions });
    const client = openSocket(running, `${path}&mission_id=forged`, { headers: { 'X-Probe': 'yes' } });
    await client.opened;
    expect(events[0]).toMatchObject({
      queryStringParameters: { ticket: 't', after: '3', mission_id: 'msn_1' },
      multiValueQueryStringParameters: { mission_id: ['msn_1'] },
      headers: { 'X-Probe': 'yes' },
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        stage: 'local',
        domainName: '127.0.0.1',
        identity: { sourceIp: '127.0.0.1' },
        connectionId: expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/),
        connectedAt: expect.any(Number),
      },
    });
  });

  test('refuses with status and body of socket-connect, and says nothing to socket-disconnect', async () => {
    const { functions, events } = recordSockets({
      'socket-connect': async () => ({
        statusCode: 401,
        body: '{"error":{"code":"bad_ticket","message":"m"},"request_id":"r"}',
      }),
    });
    const { gateway, port } = await startGateway({ functions });
    const reply = await openSocket({ port }, path).refused;
    expect(reply).toMatchObject({ status: 401, headers: { 'content-type': 'application/json' } });
    expect(errorOf(reply).code).toBe('bad_ticket');
    await gateway.close();
    expect(events).toEqual([]);
  });

  test.each([
    ['no body', async () => ({ statusCode: 403 }), 403, 'refused'],
    [
      'a crash',
      async () => {
        throw new Error('the secret is 42');
      },
      500,
      'internal_error',
    ],
    ['a wrong answer', async () => 'yes', 500, 'internal_error'],
  ])('gives the error form when socket-connect answers with %s', async (_title, handler, status, code) => {
    const { functions } = recordSockets({ 'socket-connect': handler });
    const reply = await openSocket(await startGateway({ functions }), path).refused;
    expect(reply.status).toBe(status);
    expect(errorOf(reply)).toMatchObject({ code, requestId: reply.headers['x-request-id'] });
    expect(reply.body).not.toContain('secret');
  });

  test.each([
    ['another path', '/gantry/other', {}, 404],
    ['no mission', '/gantry/ws/?ticket=t', {}, 404],
    ['a deeper path', '/gantry/ws/a/b', {}, 404],
    ['broken percent-encoding', '/gantry/ws/%zz', {}, 400],
    ['another origin', path, { origin: 'https://evil.example' }, 403],
    ['the origin of an app', path, { origin: 'http://todo.localhost:5050' }, 403],
    ['no origin that can be named', path, { origin: 'null' }, 403],
    ['a rebound host name', path, { headers: { host: 'evil.example' } }, 404],
    ['the host name of an app', path, { headers: { host: 'todo.localhost' } }, 404],
  ])('refuses %s without asking socket-connect', async (_title, target, options, status) => {
    const { functions, events } = recordSockets();
    const reply = await openSocket(await startGateway({ functions }), target, options).refused;
    expect(reply.status).toBe(status);
    expect(errorOf(reply).requestId).toBe(reply.headers['x-request-id']);
    expect(events).toEqual([]);
  });

  test.each([
    ['an old version', { 'sec-websocket-version': '8' }],
    ['no key', { 'sec-websocket-key': '' }],
    ['a short key', { 'sec-websocket-key': 'AAAA' }],
  ])('refuses a handshake with %s before the ticket is used', async (_title, wrong) => {
    const { functions, events } = recordSockets();
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...wrong,
    };
    const reply = await ask(await startGateway({ functions }), path, { headers });
    expect(reply.status).toBe(400);
    expect(errorOf(reply).code).toBe('bad_handshake');
    expect(events).toEqual([]);
  });

  test('takes the own origin', async () => {
    const running = await startGateway({ functions: recordSockets().functions });
    await openSocket(running, path, { origin: `http://127.0.0.1:${running.port}` }).opened;
  });

  test('answers gone to a post before the socket is open, and posted after', async () => {
    const during: string[] = [];
    const entered = Promise.withResolvers<string>();
    const { functions } = recordSockets({
      'socket-connect': async (event: SocketEvent) => {
        during.push(await running.gateway.liveFeed.post(idOf(event), 'early', never));
        entered.resolve(idOf(event));
        return { statusCode: 200 };
      },
    });
    const running = await startGateway({ functions });
    const client = openSocket(running, path);
    const connectionId = await entered.promise;
    await running.gateway.connectSettled(connectionId);
    expect(during).toEqual(['gone']);
    expect(await running.gateway.liveFeed.post(connectionId, 'first', never)).toBe('posted');
    await once(client.socket, 'message');
    expect(client.frames).toEqual(['first']);
  });

  test('tells socket-disconnect of a socket that was let in but had left', async () => {
    const entered = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const disconnected = Promise.withResolvers<SocketEvent>();
    const { functions } = recordSockets({
      'socket-connect': async () => {
        entered.resolve();
        await left.promise;
        return { statusCode: 200 };
      },
      'socket-disconnect': async (event: SocketEvent) => disconnected.resolve(event),
    });
    const running = await startGateway({ functions });
    const raw: Socket = connect({ port: running.port, host: '127.0.0.1' });
    raw.write(
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
        'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await entered.promise;
    raw.resetAndDestroy();
    await once(raw, 'close');
    left.resolve();
    expect((await disconnected.promise).requestContext.eventType).toBe('DISCONNECT');
  });
});

describe('messages', () => {
  test('reach socket-message one after the other, in order, and before socket-disconnect', async () => {
    const log: string[] = [];
    const done = Promise.withResolvers<void>();
    const { functions } = recordSockets({
      'socket-message': async ({ body, requestContext }: SocketEvent) => {
        log.push(`+${body}`);
        await new Promise((resolve) => setTimeout(resolve, body === '0' ? 10 : 0));
        log.push(`-${body}${requestContext.routeKey}`);
      },
      'socket-disconnect': async () => done.resolve(),
    });
    const client = openSocket(await startGateway({ functions }), path);
    await client.opened;
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    for (const number of numbers) client.socket.send(number);
    client.socket.close();
    await done.promise;
    expect(log).toEqual(numbers.flatMap((number) => [`+${number}`, `-${number}$default`]));
  });

  test('that fail are logged, and the next is handled', async () => {
    const second = Promise.withResolvers<void>();
    const { functions } = recordSockets({
      'socket-message': async ({ body }: SocketEvent) => {
        if (body === '1') throw new Error('the secret is 42');
        second.resolve();
      },
    });
    const running = await startGateway({ functions });
    const client = openSocket(running, path);
    await client.opened;
    client.socket.send('1');
    client.socket.send('2');
    await second.promise;
    expect(running.logged.map(({ what }) => what)).toEqual([
      expect.stringContaining('socket-message failed'),
    ]);
  });

  test('of bytes come in base64', async () => {
    const { functions, events } = recordSockets();
    const client = openSocket(await startGateway({ functions }), path);
    await client.opened;
    client.socket.send(Buffer.from([0xff]));
    await vi.waitFor(() => expect(events[1]).toMatchObject({ body: '/w==', isBase64Encoded: true }));
  });

  test.each([
    ['over 32 KB', 32 * 1024 + 1],
    ['over 128 KB', 128 * 1024 + 1],
  ])('%s close the socket with 1009', async (_title, size) => {
    const { functions, events } = recordSockets();
    const client = openSocket(await startGateway({ functions }), path);
    await client.opened;
    client.socket.send('x'.repeat(size));
    expect(await client.closed).toBe(1009);
    expect(kinds(events)).not.toContain('$default');
  });

  test('that come faster than they are handled close the socket with 1008', async () => {
    const stuck = Promise.withResolvers<void>();
    const { functions } = recordSockets({ 'socket-message': () => stuck.promise });
    const client = openSocket(await startGateway({ functions, limits: { queuedMessages: 5 } }), path);
    await client.opened;
    for (let count = 0; count < 6; count += 1) client.socket.send('ping');
    expect(await client.closed).toBe(1008);
    stuck.resolve();
  });
});

test('closing the gateway ends sockets that are still being let in', async () => {
  const entered = Promise.withResolvers<void>();
  const { functions } = recordSockets({
    'socket-connect': () => {
      entered.resolve();
      return new Promise(() => {});
    },
  });
  const running = await startGateway({ functions });
  const client = openSocket(running, path);
  await entered.promise;
  await running.gateway.close();
  expect(await client.closed).toBe(1006);
});
