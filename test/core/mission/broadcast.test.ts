import { expect, test } from 'vitest';
import { endSessions } from '../../../core/access/sessions.ts';
import { broadcast } from '../../../core/mission/broadcast.ts';
import { listMissions } from '../../../core/mission/mission-rows.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import { never } from '../ports/never.ts';
import { newMissionId } from './play.ts';
import { toLive, userId } from './samples.ts';
import { socketWorld } from './socket-world.ts';

const { world, run, append, seqs, served, open } = socketWorld();

test('a socket gets what has been, then ready, then each event as it happens', async () => {
  await append('start-authoring');
  await open('c1');
  await run();
  expect(seqs('c1')).toEqual([1, 2, 'ready']);
  expect(world.feed.inbox('c1').at(-1)).toEqual({ type: 'ready', seq: 2 });
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
  await endSessions(world.ports)(caller, 'this', never);
  await append('start-authoring');
  await run();
  expect(seqs('c1')).toEqual([1, 'ready']);
  expect(seqs('c2')).toEqual([1, 'ready', 2]);
  expect(await served()).toEqual({ alone: [], group: ['c2'] });
});

test('sends the very event that the log holds', async () => {
  await open('c1');
  await run();
  expect(world.feed.inbox('c1')[0]).toEqual(
    (await world.ports.eventLog.read(world.missionId, { afterSeq: 0 }, never))[0],
  );
});

test('runs that meet never send an event twice and leave none out', async () => {
  await open('c1');
  await open('c2');
  // Every run reads before any of them claims.
  const eventLog: EventLog = {
    ...world.ports.eventLog,
    async read(...given) {
      const events = await world.ports.eventLog.read(...given);
      await new Promise((resolve) => setImmediate(resolve));
      return events;
    },
  };
  const untilDone = async (): Promise<void> => {
    for (;;) {
      const again = await run({ ...world.ports, eventLog }).then(
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
  const records = { ...world.ports.records, put: async () => 'lost' as const };
  const rows = {
    ...records,
    put: (...given: Parameters<typeof world.ports.records.put>) =>
      given[0].partition.startsWith('sockets#') ? records.put() : world.ports.records.put(...given),
  };
  await expect(run({ ...world.ports, records: rows })).rejects.toMatchObject({
    name: 'DependencyFailed',
    retryAfterMs: 20,
  });
  await run();
  expect(seqs('c1')).toEqual([1, 'ready']);
});

test('keeps the list row of the mission for its owner and for all', async () => {
  await append('start-authoring');
  await run();
  const filter = { limit: 10, cursor: undefined, status: undefined, q: undefined };
  for (const owner of [userId, '*'] as const) {
    const { missions } = await listMissions(world.ports)(owner, filter, never);
    expect(missions).toMatchObject([{ mission_id: world.missionId, status: 'ARCHITECTING', seq: 2 }]);
  }
});

test('has nothing to do for a mission without events', async () => {
  await broadcast(world.ports)({ missionId: newMissionId() }, { signal: never });
});
