import { describe, expect, test, vi } from 'vitest';
import { openSocket, startGateway } from './fixture-gateway.ts';
import { idOf, kinds, recordSockets } from './fixture-sockets.ts';

const never = new AbortController().signal;
const path = '/gantry/ws/msn_1?ticket=t&after=3';

describe('the live feed', () => {
  async function openOne(limits = {}) {
    const { functions, events } = recordSockets();
    const running = await startGateway({ functions, limits });
    const client = openSocket(running, path);
    await client.opened;
    return { ...running, client, events, feed: running.gateway.liveFeed, connectionId: idOf(events[0]) };
  }

  test('delivers frames in order', async () => {
    const { feed, connectionId, client } = await openOne();
    const frames = Array.from({ length: 100 }, (_, index) => `frame ${index}`);
    for (const frame of frames) expect(await feed.post(connectionId, frame, never)).toBe('posted');
    await vi.waitFor(() => expect(client.frames).toEqual(frames));
  });

  test('answers gone for a socket that nobody knows or that has closed', async () => {
    const { feed, connectionId, client, events } = await openOne();
    expect(await feed.post('nobody', 'x', never)).toBe('gone');
    client.socket.close();
    await vi.waitFor(() => expect(kinds(events)).toContain('$disconnect'));
    expect(await feed.post(connectionId, 'x', never)).toBe('gone');
    await feed.close(connectionId, never);
  });

  test('answers gone for a reader that does not read, and closes it', async () => {
    const { feed, connectionId, client, events } = await openOne({ unsentBytes: 128 * 1024 });
    client.socket.pause();
    const frame = 'x'.repeat(32 * 1024);
    let answer = 'posted';
    for (let count = 0; answer === 'posted' && count < 5_000; count += 1) {
      answer = await feed.post(connectionId, frame, never);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(answer).toBe('gone');
    await vi.waitFor(() => expect(kinds(events)).toContain('$disconnect'));
  });

  test('closes a socket, and socket-disconnect hears of it once, with the code', async () => {
    const { feed, gateway, connectionId, client, events } = await openOne();
    await feed.close(connectionId, never);
    expect(await client.closed).toBe(1001);
    await gateway.close();
    expect(kinds(events)).toEqual(['$connect', '$disconnect']);
    expect(events[1]?.requestContext).toMatchObject({ connectionId, disconnectStatusCode: 1001 });
  });

  test('refuses frames over 32 KB and calls that were given up', async () => {
    const { feed, connectionId } = await openOne();
    await expect(feed.post(connectionId, 'ä'.repeat(16 * 1024 + 1), never)).rejects.toThrow(RangeError);
    await expect(feed.post(connectionId, 'x', AbortSignal.abort())).rejects.toThrow();
  });

  test('drops a socket that does not answer pings and keeps one that does', async () => {
    const { functions, events } = recordSockets();
    const running = await startGateway({ functions, limits: { pingMs: 200 } });
    const deaf = openSocket(running, path);
    await deaf.opened;
    const alive = openSocket(running, path);
    await alive.opened;
    const pings = vi.fn();
    alive.socket.on('ping', pings);
    deaf.socket.pause();
    await vi.waitFor(() => expect(kinds(events)).toContain('$disconnect'), 20_000);
    await vi.waitFor(() => expect(pings.mock.calls.length).toBeGreaterThan(2), 20_000);
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
    expect(idOf(events.at(-1))).toBe(idOf(events[0]));
  });
});

test('200 sockets at once each get their own frames and one disconnect', async () => {
  const { functions, events } = recordSockets();
  const running = await startGateway({ functions });
  const clients = Array.from({ length: 200 }, (_, index) =>
    openSocket(running, `/gantry/ws/m${index}?ticket=t`),
  );
  await Promise.all(clients.map(({ opened }) => opened));
  const ids = events.map((event) => [event.queryStringParameters.mission_id, idOf(event)] as const);
  expect(new Set(ids.map(([, id]) => id)).size).toBe(200);
  await Promise.all(ids.map(([mission, id]) => running.gateway.liveFeed.post(id, `for ${mission}`, never)));
  await vi.waitFor(() =>
    expect(clients.map(({ frames }) => frames)).toEqual(clients.map((_, index) => [`for m${index}`])),
  );
  await running.gateway.close();
  expect(kinds(events).filter((kind) => kind === '$disconnect')).toHaveLength(200);
});
