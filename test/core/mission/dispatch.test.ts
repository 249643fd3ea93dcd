import { beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { dispatch } from '../../../core/mission/dispatch.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands } from './samples.ts';

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
  dispatch({ ...ports, workflow, slots: 2 })({ missionId: missions[index] as MissionId }, { signal: never });
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
  const run = dispatch({ ...ports, records: dying, workflow: flow.workflow, slots: 1 });
  await expect(run({ missionId }, { signal: never })).rejects.toThrow('killed');
  await dispatch({ ...ports, workflow: flow.workflow, slots: 1 })({ missionId }, { signal: never });
  await dispatch({ ...ports, workflow: flow.workflow, slots: 1 })(
    { missionId: missions[1] as MissionId },
    { signal: never },
  );
  expect(flow.started).toEqual([missionId]);
});
