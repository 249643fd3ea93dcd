import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { DependencyFailed, NotFound } from '../../../core/errors.ts';
import type { ServerFrame } from '../../../core/wire/socket.ts';
import type { Connection } from '../../../local/cli/connection.ts';
import { followMission } from '../../../local/cli/follow-mission.ts';

const missionId = `msn_${'0'.repeat(26)}`;
const zeros = '0'.repeat(64);
const event = (seq: number, status: string, name = 'gate-passed') => ({
  type: 'status',
  event: name,
  mission_id: missionId,
  seq,
  at: '2026-01-01T00:00:00.000Z',
  actor: 'gantry',
  status,
  message: `event ${seq}`,
  data: {},
  prev_sha256: zeros,
  sha256: zeros,
});
const events = [event(1, 'QUEUED'), event(2, 'BUILDING'), event(3, 'CANCELLED', 'mission-cancelled')];

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Where nobody listens for sockets. */
const nowhere = 'http://127.0.0.1:9';

/** A Gantry that has these events, and answers each call with what `before` makes of it. */
const gantry = (origin: string, before: (name: string) => void = () => {}) => {
  const asked: unknown[] = [];
  const call = async (name: string, input: { readonly query?: { readonly after?: number } }) => {
    before(name);
    if (name === 'socketTicket') return { ticket: 't', expires_at: '2026-01-01T00:00:00.000Z' };
    asked.push(input.query?.after);
    return { events: events.filter(({ seq }) => seq > (input.query?.after ?? 0)) };
  };
  return { connection: { origin, call } as unknown as Connection, asked };
};

async function follow(connection: Connection, signal = new AbortController().signal): Promise<string[]> {
  const heard: string[] = [];
  const onFrame = (frame: ServerFrame): void =>
    void heard.push(frame.type === 'status' ? frame.message : frame.type);
  await followMission(connection, missionId, { onFrame, signal });
  return heard;
}

describe('following a mission', () => {
  it('reads the events where no socket gets through', async () => {
    const { connection, asked } = gantry(nowhere);
    expect(await follow(connection)).toEqual(['event 1', 'event 2', 'event 3']);
    expect(asked).toEqual([0]);
  });

  it('goes on from the events where a socket breaks off, and tells nothing twice', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    servers.push(server);
    server.on('connection', (socket, request) => {
      expect(request.url).toBe(`/gantry/ws/${missionId}?ticket=t&after=0`);
      for (const frame of [events[0], events[0], { type: 'ready', seq: 1 }, { type: 'unheard-of' }])
        socket.send(JSON.stringify(frame));
      socket.send('no JSON');
      socket.close();
    });
    await once(server, 'listening');
    const { connection, asked } = gantry(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await follow(connection)).toEqual(['event 1', 'ready', 'event 2', 'event 3']);
    expect(asked).toEqual([1]);
  });

  it('comes back after a moment without an answer, and gives up at one that stays', async () => {
    let calls = 0;
    const flaky = gantry(nowhere, () => {
      calls += 1;
      if (calls === 1) throw new DependencyFailed('unreachable', 'Nobody answers.');
    });
    expect(await follow(flaky.connection)).toHaveLength(3);
    const gone = gantry(nowhere, () => {
      throw new NotFound('mission_not_found', 'You have no such mission.');
    });
    await expect(follow(gone.connection)).rejects.toThrow('You have no such mission.');
  });

  it('ends at once where it is told to', async () => {
    const abort = new AbortController();
    const { connection } = gantry(nowhere, () => abort.abort());
    expect(await follow(connection, abort.signal)).toEqual([]);
  });
});
