import { beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { dispatch } from '../../../core/mission/dispatch.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, otherUserId, request, userId } from './samples.ts';

let ports: ReturnType<typeof makePorts>;
let flow: ReturnType<typeof fakeWorkflow>;
let missions: MissionId[];

beforeEach(async () => {
  ports = makePorts();
  flow = fakeWorkflow();
  missions = Array.from({ length: 4 }, newMissionId);
  for (const missionId of missions) await play([], { missionId, deps: ports });
});

const wake = (index: number, workflow = flow.workflow): Promise<void> =>
  dispatch({ ...ports, workflow, slots: 2, userSlots: 2 })(
    { missionId: missions[index] as MissionId },
    { signal: never },
  );
const end = (index: number) =>
  runCommand(ports)(
    { missionId: missions[index] as MissionId, command: commands().cancel, actor: 'x' },
    { signal: never },
  );

test('starts missions while slots are free, and the oldest that waits when one ends', async () => {
  for (const index of [0, 1, 2, 3]) await wake(index);
  expect(flow.started).toEqual(missions.slice(0, 2));
  await end(1);
  await wake(1);
  expect(flow.started).toEqual(missions.slice(0, 3));
});

test('changes nothing when it is woken more often', async () => {
  for (const index of [0, 0, 1, 1, 0, 2, 2]) await wake(index);
  expect(flow.started).toEqual(missions.slice(0, 2));
});

test('gives a mission that ended before its turn no execution', async () => {
  for (const index of [0, 1, 2]) await wake(index);
  await end(2);
  await wake(2);
  await end(0);
  await wake(0);
  expect(flow.started).toEqual(missions.slice(0, 2));
});

test('never takes more slots than there are when many runs meet', async () => {
  await Promise.all([0, 1, 2, 3, 0, 1, 2, 3].map((index) => wake(index)));
  expect(new Set(flow.started).size).toBe(flow.started.length);
  await wake(3);
  expect(flow.started).toHaveLength(2);
});

test('a crash before the start strands nobody: whoever is woken next starts it', async () => {
  const broken = { ...flow.workflow, start: async () => Promise.reject(new Error('killed')) };
  await expect(wake(0, broken)).rejects.toThrow('killed');
  await wake(1);
  expect(flow.started).toEqual(missions.slice(0, 2));
});

test('a crash after the start is made good, and the execution is not started twice', async () => {
  const records = { ...ports.records, put: ports.records.put };
  let writes = 0;
  const dying: typeof ports.records = {
    ...records,
    put: async (...given) => {
      writes += 1;
      if (writes === 2) throw new Error('killed');
      return records.put(...given);
    },
  };
  const missionId = missions[0] as MissionId;
  const run = dispatch({ ...ports, records: dying, workflow: flow.workflow, slots: 1, userSlots: 1 });
  await expect(run({ missionId }, { signal: never })).rejects.toThrow('killed');
  await dispatch({ ...ports, workflow: flow.workflow, slots: 1, userSlots: 1 })(
    { missionId },
    { signal: never },
  );
  await dispatch({ ...ports, workflow: flow.workflow, slots: 1, userSlots: 1 })(
    { missionId: missions[1] as MissionId },
    { signal: never },
  );
  expect(flow.started).toEqual([missionId]);
});

test('a mission that ended before its claim gives its slot back at once', async () => {
  await wake(0);
  await end(1);
  const { records } = ports;
  // What a run sees that read the queue just before the mission's end was told: a place of a mission that is over.
  const place = {
    mission_id: missions[1],
    owner: (await ports.eventLog.read(missions[0] as MissionId, { afterSeq: 0 }, never))[0]?.actor,
  };
  await records.put(
    { partition: 'mission-queue', sort: missions[1] as string },
    place,
    { condition: { kind: 'any' } },
    never,
  );
  await wake(2);
  expect(flow.started).toEqual([missions[0], missions[2]]);
});

test('one user’s missions leave room for another’s', async () => {
  const other = newMissionId();
  await play([], { missionId: other, deps: ports, wanted: request({ owner: otherUserId }) });
  const run = (missionId: MissionId) =>
    dispatch({ ...ports, workflow: flow.workflow, slots: 3, userSlots: 2 })({ missionId }, { signal: never });
  for (const missionId of [...missions, other]) await run(missionId);
  expect(flow.started).toEqual([...missions.slice(0, 2), other]);
});

test('never takes more slots than there are when ends and beginnings meet', async () => {
  const more = Array.from({ length: 12 }, newMissionId);
  for (const [index, missionId] of more.entries())
    await play([], {
      missionId,
      deps: ports,
      wanted: request({ owner: index % 2 === 0 ? userId : otherUserId }),
    });
  const run = (missionId: MissionId) =>
    dispatch({ ...ports, workflow: flow.workflow, slots: 3, userSlots: 2 })({ missionId }, { signal: never });
  await Promise.all(more.map(run));
  expect(new Set(flow.started).size).toBe(3);
  const ended = [...new Set(flow.started)].slice(0, 2) as MissionId[];
  for (const missionId of ended)
    await runCommand(ports)({ missionId, command: commands().cancel, actor: 'x' }, { signal: never });
  await Promise.all([...ended, ...more.slice(0, 4)].map(run));
  expect(new Set(flow.started).size).toBe(5);
});

test('a wake that loses every race is repeated, and says so', async () => {
  const records = { ...ports.records, put: async () => 'lost' as const };
  const run = dispatch({ ...ports, records, workflow: flow.workflow, slots: 1, userSlots: 1 });
  await expect(run({ missionId: missions[0] as MissionId }, { signal: never })).rejects.toMatchObject({
    name: 'Conflict',
    code: 'slots_busy',
  });
});

test('finds the next of a queue that is longer than a page', async () => {
  const owner = userId;
  const condition = { kind: 'any' } as const;
  const ids = Array.from({ length: 1_001 }, newMissionId).toSorted();
  for (const id of ids)
    await ports.records.put(
      { partition: 'mission-queue', sort: id },
      { mission_id: id, owner },
      { condition },
      never,
    );
  const last = ids.at(-1) as MissionId;
  await play([], { missionId: last, deps: ports, wanted: request({ owner: otherUserId }) });
  for (const id of ids.slice(0, 2)) await play([], { missionId: id, deps: ports });
  await dispatch({ ...ports, workflow: flow.workflow, slots: 2, userSlots: 1 })(
    { missionId: last },
    { signal: never },
  );
  expect(flow.started).toEqual([ids[0], last]);
});

test('a slot is not lost with the process that should have freed it', async () => {
  for (const index of [0, 1, 2]) await wake(index);
  await end(0);
  await end(1);
  await wake(3);
  expect(flow.started).toEqual(missions);
});
