import { describe, expect, test } from 'vitest';
import { answerSocket, closeSocket } from '../../../core/mission/answer-socket.ts';
import { connectionKey, postFrame, socketsOf } from '../../../core/mission/live-sockets.ts';
import { socketLifeMs } from '../../../core/mission/socket-record.ts';
import { never } from '../ports/never.ts';
import { newMissionId } from './play.ts';
import { otherUserId, userId } from './samples.ts';
import { socketWorld } from './socket-world.ts';

const { world, run, served, open } = socketWorld();

describe('opening a socket', () => {
  test('on somebody else’s mission is NotFound and uses the ticket up', async () => {
    await expect(open('c1', 0, otherUserId)).rejects.toMatchObject({ name: 'NotFound' });
    expect(await served()).toEqual({ alone: [], group: [] });
  });

  test('on an unknown mission is NotFound', async () => {
    await expect(open('c1', 0, userId, newMissionId())).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('lasts two hours', async () => {
    await open('c1');
    world.ports.clock.advance(socketLifeMs);
    expect(await served()).toEqual({ alone: [], group: [] });
  });
});

describe('a client’s frame', () => {
  const say = (text: string, connectionId = 'c1') =>
    answerSocket(world.ports)({ connectionId, text }, { signal: never });

  test('that is a ping is answered with the last seq sent', async () => {
    await open('c1');
    await run();
    await say('{"type":"ping"}');
    expect(world.feed.inbox('c1').at(-1)).toEqual({ type: 'pong', seq: 1 });
  });

  test('that is a ping of a socket which was dropped meanwhile is answered with 0', async () => {
    await open('c1');
    await world.ports.records.remove(
      { partition: socketsOf(world.missionId), sort: 'c1' },
      { kind: 'any' },
      never,
    );
    await say('{"type":"ping"}');
    expect(world.feed.inbox('c1')).toEqual([{ type: 'pong', seq: 0 }]);
  });

  test.each(['', 'junk', '{"type":"cancel"}', '{"type":"ping","x":1}', '[]', 'null'])(
    '%j is ignored',
    async (text) => {
      await open('c1');
      await say(text);
      expect(world.feed.inbox('c1')).toEqual([]);
    },
  );

  test('of a connection that nobody knows is ignored', async () => {
    await say('{"type":"ping"}', 'c9');
    expect(world.feed.inbox('c9')).toEqual([]);
  });
});

test('a closed connection is forgotten, once and again', async () => {
  await open('c1');
  await closeSocket(world.ports)({ connectionId: 'c1' }, { signal: never });
  await closeSocket(world.ports)({ connectionId: 'c1' }, { signal: never });
  expect(await served()).toEqual({ alone: [], group: [] });
});

test('an unnumbered frame goes to sockets that are ready and to no other', async () => {
  await open('c1');
  await run();
  await open('c2');
  await postFrame(world.ports)(
    world.missionId,
    { type: 'delta', mission_id: world.missionId, text: 'x' },
    never,
  );
  expect(world.feed.inbox('c1').at(-1)).toEqual({ type: 'delta', mission_id: world.missionId, text: 'x' });
  expect(world.feed.inbox('c2')).toEqual([]);
  expect(connectionKey('c1')).toEqual({ partition: 'connection#c1', sort: 'mission' });
});
