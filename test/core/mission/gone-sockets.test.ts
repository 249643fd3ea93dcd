import { describe, expect, test } from 'vitest';
import { endSessions } from '../../../core/access/sessions.ts';
import { broadcast } from '../../../core/mission/broadcast.ts';
import { never } from '../ports/never.ts';
import { socketWorld } from './socket-world.ts';

const { world, run, append, seqs, served, open } = socketWorld();

describe('a socket that is gone', () => {
  test('while it is still connecting keeps its claim open, and is served when it is woken again', async () => {
    await open('c1');
    world.feed.gone.add('c1');
    await expect(run()).rejects.toMatchObject({ name: 'DependencyFailed', code: 'socket_busy' });
    expect(world.feed.closed).toEqual(new Set());
    world.feed.gone.delete('c1');
    await run();
    expect(seqs('c1')).toEqual([1, 'ready']);
  });

  test('for longer than connecting takes is dropped and closed', async () => {
    await open('c1');
    world.ports.clock.advance(10_000);
    world.feed.gone.add('c1');
    await run();
    expect(world.feed.closed).toEqual(new Set(['c1']));
    expect(await served()).toEqual({ alone: [], group: [] });
  });

  test('in the middle of its replay is dropped, so that its client comes back with after', async () => {
    await append('start-authoring');
    await open('c1');
    let posts = 0;
    world.feed.hooks.beforePost = async (id) => {
      posts += 1;
      if (posts === 2) world.feed.gone.add(id);
    };
    await run();
    expect(seqs('c1')).toEqual([1]);
    expect(world.feed.closed).toEqual(new Set(['c1']));
  });

  test.each([0, 1, 2])(
    'or fails at post %i is dropped and closed, and its client misses nothing',
    async (failing) => {
      await append('start-authoring');
      await open('c1');
      await open('c2');
      let posts = 0;
      world.feed.hooks.beforePost = async (id) => {
        if (id === 'c1' && posts++ === failing) throw new Error('no network');
      };
      await run();
      expect(world.feed.closed).toEqual(new Set(['c1']));
      expect(seqs('c2')).toEqual([1, 2, 'ready']);
      expect(await served()).toEqual({ alone: [], group: ['c2'] });
      await open('c3', seqs('c1').length);
      await run();
      expect([...seqs('c1'), ...seqs('c3')]).toEqual(expect.arrayContaining([1, 2, 'ready']));
    },
  );

  test('because our own time is up is closed all the same, and the run is asked for again', async () => {
    await open('c1');
    const over = new AbortController();
    world.feed.hooks.beforePost = async () => {
      over.abort(new Error('time is up'));
      throw over.signal.reason;
    };
    await expect(
      broadcast(world.ports)({ missionId: world.missionId }, { signal: over.signal }),
    ).rejects.toThrow('time is up');
    expect(world.feed.closed).toEqual(new Set(['c1']));
    expect(await served()).toEqual({ alone: [], group: [] });
  });

  test('to a store that does not answer its claim is closed, since the claim may stand', async () => {
    await open('c1');
    const records = {
      ...world.ports.records,
      put: async (...given: Parameters<typeof world.ports.records.put>) => {
        const answer = await world.ports.records.put(...given);
        if (given[0].partition.startsWith('sockets#')) throw new Error('no answer');
        return answer;
      },
    };
    await expect(run({ ...world.ports, records })).rejects.toThrow('no answer');
    expect(world.feed.closed).toEqual(new Set(['c1']));
  });

  test('and cannot be closed either makes the run fail', async () => {
    await open('c1');
    world.feed.hooks.beforePost = async () => Promise.reject(new Error('no network'));
    const down = async (): Promise<never> => Promise.reject(new Error('down'));
    await expect(run({ ...world.ports, liveFeed: { ...world.ports.liveFeed, close: down } })).rejects.toThrow(
      'down',
    );
    await open('c2');
    const records = { ...world.ports.records, remove: down };
    await expect(run({ ...world.ports, records })).rejects.toThrow('down');
  });

  test('because its session ended before it was served gets nothing and is closed', async () => {
    const caller = await open('c1');
    await endSessions(world.ports)(caller, 'this', never);
    await run();
    expect(seqs('c1')).toEqual([]);
    expect(world.feed.closed).toEqual(new Set(['c1']));
    expect(await served()).toEqual({ alone: [], group: [] });
  });

  test('does not hold up the others', async () => {
    await open('c1');
    await open('c2');
    world.feed.gone.add('c1');
    await expect(run()).rejects.toMatchObject({ name: 'DependencyFailed' });
    expect(seqs('c2')).toEqual([1, 'ready']);
  });

  test('of the group is dropped and closed, and the others go on', async () => {
    await open('c1');
    await open('c2');
    await run();
    world.feed.gone.add('c1');
    await append('start-authoring');
    await run();
    expect(world.feed.closed).toEqual(new Set(['c1']));
    expect(seqs('c2')).toEqual([1, 'ready', 2]);
    expect(await served()).toEqual({ alone: [], group: ['c2'] });
  });

  test('of the group because our own time is up is closed all the same', async () => {
    await open('c1');
    await run();
    await append('start-authoring');
    const over = new AbortController();
    world.feed.hooks.beforePost = async () => {
      over.abort(new Error('time is up'));
      throw over.signal.reason;
    };
    await expect(run(world.ports, over.signal)).rejects.toThrow('time is up');
    expect(world.feed.closed).toEqual(new Set(['c1']));
  });

  test('to a store that does not answer the group’s claim is closed with all others, since it may stand', async () => {
    await open('c1');
    await open('c2');
    await run();
    await append('start-authoring');
    const records = {
      ...world.ports.records,
      put: async (...given: Parameters<typeof world.ports.records.put>) => {
        const answer = await world.ports.records.put(...given);
        if (given[0].partition.startsWith('socket-group#')) throw new Error('no answer');
        return answer;
      },
    };
    await expect(run({ ...world.ports, records })).rejects.toThrow('no answer');
    expect(world.feed.closed).toEqual(new Set(['c1', 'c2']));
  });
});
