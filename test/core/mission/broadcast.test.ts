import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { callerOfToken, endSessions, openSession } from '../../../core/access/sessions.ts';
import { issueTicket } from '../../../core/access/socket-tickets.ts';
import { answerSocket, closeSocket } from '../../../core/mission/answer-socket.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { broadcast } from '../../../core/mission/broadcast.ts';
import {
  connectionKey,
  listSockets,
  postFrame,
  socketLifeMs,
  socketsOf,
} from '../../../core/mission/live-sockets.ts';
import { listMissions } from '../../../core/mission/mission-rows.ts';
import { openSocket } from '../../../core/mission/open-socket.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { MissionId, UserId } from '../../../core/wire/ids.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, otherUserId, toLive, userId } from './samples.ts';

const all = commands();
let feed: ReturnType<typeof fakeLiveFeed>;
let ports: ReturnType<typeof makePorts> & { liveFeed: ReturnType<typeof fakeLiveFeed>['liveFeed'] };
let missionId: MissionId;

beforeEach(async () => {
  feed = fakeLiveFeed();
  ports = { ...makePorts(), liveFeed: feed.liveFeed };
  missionId = newMissionId();
  await play([], { missionId, deps: ports });
});

const run = (deps = ports): Promise<void> => broadcast(deps)({ missionId }, { signal: never });
const append = (kind: keyof typeof all) =>
  runCommand(ports)({ missionId, command: all[kind], actor: 'gantry' }, { signal: never });
const seqs = (connectionId: string): unknown[] =>
  feed.inbox(connectionId).map((frame) => {
    const { type, seq } = frame as { type: string; seq: number };
    return type === 'status' ? seq : type;
  });

/** A user with a session of their own. */
async function enter(id: UserId) {
  const username = id === userId ? 'ada' : 'eve';
  const user = {
    id,
    username,
    role: 'member' as const,
    password_hash: null,
    is_disabled: false,
    session_epoch: 0,
    key_epoch: 0,
  };
  await ports.records.put(
    { partition: 'users', sort: username },
    user,
    { condition: { kind: 'any' } },
    never,
  );
  const { token } = await openSession(ports)(user, never);
  return (await callerOfToken(ports)(token, never)) as Caller;
}

async function open(
  connectionId: string,
  after = 0,
  owner: UserId = userId,
  mission = missionId,
): Promise<Caller> {
  const caller = await enter(owner);
  const { ticket } = await issueTicket(ports)(caller, never);
  await openSocket(ports)({ connectionId, missionId: mission, ticket, after }, { signal: never });
  return caller;
}

test('a socket gets what has been, then ready, then each event as it happens', async () => {
  await append('start-authoring');
  await open('c1');
  await run();
  expect(seqs('c1')).toEqual([1, 2, 'ready']);
  expect(feed.inbox('c1').at(-1)).toEqual({ type: 'ready', seq: 2 });
  await append('store-draft');
  await run();
  await run();
  expect(seqs('c1')).toEqual([1, 2, 'ready', 3]);
});

test('a socket that comes back gets only what is after its seq', async () => {
  await append('start-authoring');
  await open('c1', 1);
  await open('c2', 2);
  await run();
  expect(seqs('c1')).toEqual([2, 'ready']);
  expect(seqs('c2')).toEqual(['ready']);
});

test('a socket ends with the session that it was opened under, and nobody else’s does', async () => {
  const caller = await open('c1');
  await open('c2');
  await run();
  await endSessions(ports)(caller, 'this', never);
  await append('start-authoring');
  await run();
  expect(seqs('c1')).toEqual([1, 'ready']);
  expect(seqs('c2')).toEqual([1, 'ready', 2]);
  const left = (await listSockets(ports)(missionId, never)).map(({ value }) => value.connection_id);
  expect(left).toEqual(['c2']);
});

test('sends the very event that the log holds', async () => {
  await open('c1');
  await run();
  expect(feed.inbox('c1')[0]).toEqual((await ports.eventLog.read(missionId, { afterSeq: 0 }, never))[0]);
});

test('runs that meet never send an event twice and leave none out', async () => {
  await open('c1');
  await open('c2');
  // Every run reads before any of them claims.
  const eventLog: EventLog = {
    ...ports.eventLog,
    async read(...given) {
      const events = await ports.eventLog.read(...given);
      await new Promise((resolve) => setImmediate(resolve));
      return events;
    },
  };
  const untilDone = async (): Promise<void> => {
    for (;;) {
      const again = await run({ ...ports, eventLog }).then(
        () => false,
        (error: { name: string }) => error.name === 'DependencyFailed',
      );
      if (!again) return;
    }
  };
  const runs: Promise<void>[] = [];
  for (const { kind } of toLive) {
    runs.push(untilDone());
    await append(kind);
    runs.push(untilDone(), untilDone());
  }
  await Promise.all(runs);
  for (const socket of ['c1', 'c2']) {
    const numbered = seqs(socket).filter((seq) => seq !== 'ready');
    expect(numbered.toSorted((left, right) => Number(left) - Number(right))).toEqual(
      Array.from({ length: toLive.length + 1 }, (_, index) => index + 1),
    );
    expect(seqs(socket).filter((seq) => seq === 'ready')).toHaveLength(1);
  }
});

test('a run that was overtaken asks to be woken again, since the other may know fewer events', async () => {
  await open('c1');
  const records = { ...ports.records, put: async () => 'lost' as const };
  const rows = {
    ...records,
    put: (...given: Parameters<typeof ports.records.put>) =>
      given[0].partition.startsWith('sockets#') ? records.put() : ports.records.put(...given),
  };
  await expect(run({ ...ports, records: rows })).rejects.toMatchObject({
    name: 'DependencyFailed',
    retryAfterMs: 20,
  });
  await run();
  expect(seqs('c1')).toEqual([1, 'ready']);
});

describe('a socket that is gone', () => {
  test('while it is still connecting keeps its claim open, and is served when it is woken again', async () => {
    await open('c1');
    feed.gone.add('c1');
    await expect(run()).rejects.toMatchObject({ name: 'DependencyFailed', code: 'socket_busy' });
    expect(feed.closed).toEqual(new Set());
    feed.gone.delete('c1');
    await run();
    expect(seqs('c1')).toEqual([1, 'ready']);
  });

  test('for longer than connecting takes is dropped and closed', async () => {
    await open('c1');
    ports.clock.advance(10_000);
    feed.gone.add('c1');
    await run();
    expect(feed.closed).toEqual(new Set(['c1']));
    expect(await listSockets(ports)(missionId, never)).toEqual([]);
  });

  test('in the middle of its replay is dropped, so that its client comes back with after', async () => {
    await append('start-authoring');
    await open('c1');
    let posts = 0;
    feed.hooks.beforePost = async (id) => {
      posts += 1;
      if (posts === 2) feed.gone.add(id);
    };
    await run();
    expect(seqs('c1')).toEqual([1]);
    expect(feed.closed).toEqual(new Set(['c1']));
  });

  test.each([0, 1, 2])(
    'or fails at post %i is dropped and closed, and its client misses nothing',
    async (failing) => {
      await append('start-authoring');
      await open('c1');
      await open('c2');
      let posts = 0;
      feed.hooks.beforePost = async (id) => {
        if (id === 'c1' && posts++ === failing) throw new Error('no network');
      };
      await run();
      expect(feed.closed).toEqual(new Set(['c1']));
      expect(seqs('c2')).toEqual([1, 2, 'ready']);
      expect((await listSockets(ports)(missionId, never)).map(({ value }) => value.connection_id)).toEqual([
        'c2',
      ]);
      await open('c3', seqs('c1').length);
      await run();
      expect([...seqs('c1'), ...seqs('c3')]).toEqual(expect.arrayContaining([1, 2, 'ready']));
    },
  );

  test('because our own time is up is closed all the same, and the run is asked for again', async () => {
    await open('c1');
    const over = new AbortController();
    feed.hooks.beforePost = async () => {
      over.abort(new Error('time is up'));
      throw over.signal.reason;
    };
    await expect(broadcast(ports)({ missionId }, { signal: over.signal })).rejects.toThrow('time is up');
    expect(feed.closed).toEqual(new Set(['c1']));
    expect(await listSockets(ports)(missionId, never)).toEqual([]);
  });

  test('to a store that does not answer its claim is closed, since the claim may stand', async () => {
    await open('c1');
    const records = {
      ...ports.records,
      put: async (...given: Parameters<typeof ports.records.put>) => {
        const answer = await ports.records.put(...given);
        if (given[0].partition.startsWith('sockets#')) throw new Error('no answer');
        return answer;
      },
    };
    await expect(run({ ...ports, records })).rejects.toThrow('no answer');
    expect(feed.closed).toEqual(new Set(['c1']));
  });

  test('and cannot be closed either makes the run fail', async () => {
    await open('c1');
    feed.hooks.beforePost = async () => Promise.reject(new Error('no network'));
    const down = async (): Promise<never> => Promise.reject(new Error('down'));
    await expect(run({ ...ports, liveFeed: { ...ports.liveFeed, close: down } })).rejects.toThrow('down');
    await open('c2');
    const records = { ...ports.records, remove: down };
    await expect(run({ ...ports, records })).rejects.toThrow('down');
  });

  test('does not hold up the others', async () => {
    await open('c1');
    await open('c2');
    feed.gone.add('c1');
    await expect(run()).rejects.toMatchObject({ name: 'DependencyFailed' });
    expect(seqs('c2')).toEqual([1, 'ready']);
  });
});

test('keeps the list row of the mission for its owner and for all', async () => {
  await append('start-authoring');
  await run();
  const filter = { limit: 10, cursor: undefined, status: undefined, q: undefined };
  for (const owner of [userId, '*'] as const) {
    const { missions } = await listMissions(ports)(owner, filter, never);
    expect(missions).toMatchObject([{ mission_id: missionId, status: 'ARCHITECTING', seq: 2 }]);
  }
});

test('has nothing to do for a mission without events', async () => {
  await broadcast(ports)({ missionId: newMissionId() }, { signal: never });
});

describe('opening a socket', () => {
  test('on somebody else’s mission is NotFound and uses the ticket up', async () => {
    await expect(open('c1', 0, otherUserId)).rejects.toMatchObject({ name: 'NotFound' });
    expect(await listSockets(ports)(missionId, never)).toEqual([]);
  });

  test('on an unknown mission is NotFound', async () => {
    await expect(open('c1', 0, userId, newMissionId())).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('lasts two hours', async () => {
    await open('c1');
    ports.clock.advance(socketLifeMs);
    expect(await listSockets(ports)(missionId, never)).toEqual([]);
  });
});

describe('a client’s frame', () => {
  const say = (text: string, connectionId = 'c1') =>
    answerSocket(ports)({ connectionId, text }, { signal: never });

  test('that is a ping is answered with the last seq sent', async () => {
    await open('c1');
    await run();
    await say('{"type":"ping"}');
    expect(feed.inbox('c1').at(-1)).toEqual({ type: 'pong', seq: 1 });
  });

  test('that is a ping of a socket which was dropped meanwhile is answered with 0', async () => {
    await open('c1');
    await ports.records.remove({ partition: socketsOf(missionId), sort: 'c1' }, { kind: 'any' }, never);
    await say('{"type":"ping"}');
    expect(feed.inbox('c1')).toEqual([{ type: 'pong', seq: 0 }]);
  });

  test.each(['', 'junk', '{"type":"cancel"}', '{"type":"ping","x":1}', '[]', 'null'])(
    '%j is ignored',
    async (text) => {
      await open('c1');
      await say(text);
      expect(feed.inbox('c1')).toEqual([]);
    },
  );

  test('of a connection that nobody knows is ignored', async () => {
    await say('{"type":"ping"}', 'c9');
    expect(feed.inbox('c9')).toEqual([]);
  });
});

test('a closed connection is forgotten, once and again', async () => {
  await open('c1');
  await closeSocket(ports)({ connectionId: 'c1' }, { signal: never });
  await closeSocket(ports)({ connectionId: 'c1' }, { signal: never });
  expect(await listSockets(ports)(missionId, never)).toEqual([]);
});

test('an unnumbered frame goes to sockets that are ready and to no other', async () => {
  await open('c1');
  await run();
  await open('c2');
  await postFrame(ports)(missionId, { type: 'delta', mission_id: missionId, text: 'x' }, never);
  expect(feed.inbox('c1').at(-1)).toEqual({ type: 'delta', mission_id: missionId, text: 'x' });
  expect(feed.inbox('c2')).toEqual([]);
  expect(connectionKey('c1')).toEqual({ partition: 'connection#c1', sort: 'mission' });
});
