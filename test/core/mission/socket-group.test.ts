import { expect, test } from 'vitest';
import { listSockets } from '../../../core/mission/live-sockets.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import { never } from '../ports/never.ts';
import { socketWorld } from './socket-world.ts';

const { world, run, append, seqs, served, open } = socketWorld();

/** Counts the writes of a run, and lets a test come between. */
function watched(before: (partition: string) => Promise<void> = async () => undefined) {
  const writes: string[] = [];
  const records = {
    ...world.ports.records,
    put: async (...given: Parameters<typeof world.ports.records.put>) => {
      const [{ partition }] = given;
      if (partition.startsWith('socket')) {
        await before(partition);
        writes.push(partition.split('#')[0] as string);
      }
      return world.ports.records.put(...given);
    },
  };
  return { writes, deps: { ...world.ports, records } };
}

test('sockets that stand equal are moved on by one write, however many', async () => {
  for (const id of ['c1', 'c2', 'c3']) await open(id);
  await run();
  expect(await served()).toEqual({ alone: [], group: ['c1', 'c2', 'c3'] });
  await append('start-authoring');
  const { writes, deps } = watched();
  await run(deps);
  expect(writes).toEqual(['socket-group']);
  for (const id of ['c1', 'c2', 'c3']) expect(seqs(id)).toEqual([1, 'ready', 2]);
  await run(deps);
  expect(writes).toEqual(['socket-group']);
});

test('a socket that comes later is served for itself, and joins', async () => {
  await open('c1');
  await run();
  await append('start-authoring');
  await open('c2', 1);
  await run();
  expect(seqs('c2')).toEqual([2, 'ready']);
  expect(await served()).toEqual({ alone: [], group: ['c1', 'c2'] });
});

test('a socket that says to have had what never was is no member, and holds up nobody', async () => {
  await open('c1');
  await open('c2', 99);
  await run();
  await append('start-authoring');
  await run();
  expect(seqs('c1')).toEqual([1, 'ready', 2]);
  expect(seqs('c2')).toEqual(['ready']);
  expect(await served()).toEqual({ alone: ['c2'], group: ['c1'] });
});

test('a run that another one overtakes while it takes in a socket leaves it to the next', async () => {
  await open('c1');
  await run();
  await open('c2');
  let isFirst = true;
  const { deps } = watched(async (partition) => {
    if (!partition.startsWith('socket-group') || !isFirst) return;
    isFirst = false;
    await append('start-authoring');
    await run();
  });
  await expect(run(deps)).rejects.toMatchObject({ name: 'DependencyFailed' });
  await run();
  await append('store-draft');
  await run();
  expect(seqs('c1')).toEqual([1, 'ready', 2, 3]);
  expect(seqs('c2').filter((seq) => seq !== 'ready')).toEqual([1, 2, 3]);
});

test('a run that knows fewer events than the group has had sends nothing and is asked for again', async () => {
  await open('c1');
  const old = await world.ports.eventLog.read(world.missionId, { afterSeq: 0 }, never);
  await append('start-authoring');
  await run();
  await open('c2');
  const eventLog: EventLog = { ...world.ports.eventLog, read: async () => old };
  await expect(run({ ...world.ports, eventLog })).rejects.toMatchObject({ name: 'DependencyFailed' });
  expect(seqs('c2')).toEqual([]);
});

test('a socket that joined and whose own record was left behind gets everything once', async () => {
  await open('c1');
  const kept = (await listSockets(world.ports)(world.missionId, never))[0];
  await run();
  if (kept === undefined) throw new Error('no socket');
  const ready = { ...kept.value, sent: 1, is_ready: true };
  await world.ports.records.put(kept.key, ready, { condition: { kind: 'any' } }, never);
  await append('start-authoring');
  await run();
  expect(seqs('c1')).toEqual([1, 'ready', 2]);
  expect(await served()).toEqual({ alone: [], group: ['c1'] });
});

test('a socket that an earlier version had made ready joins without hearing anything twice', async () => {
  await open('c1');
  const [kept] = await listSockets(world.ports)(world.missionId, never);
  if (kept === undefined) throw new Error('no socket');
  await world.ports.records.put(
    kept.key,
    { ...kept.value, sent: 1, is_ready: true },
    { condition: { kind: 'any' } },
    never,
  );
  await run();
  expect(seqs('c1')).toEqual([]);
  expect(await served()).toEqual({ alone: [], group: ['c1'] });
});
