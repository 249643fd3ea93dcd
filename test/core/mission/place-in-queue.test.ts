import { beforeEach, expect, test } from 'vitest';
import { dispatch } from '../../../core/mission/dispatch.ts';
import { withPlace } from '../../../core/mission/place-in-queue.ts';
import { speak } from '../../../core/mission/speak.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { missionViewSchema } from '../../../core/wire/mission.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, otherUserId, request, userId } from './samples.ts';

const limits = { slots: 2, userSlots: 2 };
let ports: ReturnType<typeof makePorts>;
beforeEach(() => {
  ports = makePorts();
});

const ask = (owner: typeof userId) => play([], { deps: ports, wanted: request({ owner }) });
const wake = (missionId: MissionId) =>
  dispatch({ ...ports, workflow: fakeWorkflow().workflow, ...limits })({ missionId }, { signal: never });
async function queue(owner: typeof userId) {
  const mission = await ask(owner);
  await wake(mission.missionId);
  return mission;
}
const told = async (mission: Awaited<ReturnType<typeof ask>>, userSlots = limits.userSlots) => {
  const { ahead, speech } = missionViewSchema.parse(
    viewMission(await withPlace({ ...ports, userSlots })(mission, never)),
  );
  return [ahead, speech];
};

test('one person’s many missions do not stand before another’s one, and both are told where they stand', async () => {
  await queue(userId);
  await queue(userId);
  const third = await queue(userId);
  const fourth = await queue(userId);
  const fifth = await queue(userId);
  const other = await queue(otherUserId);
  expect(await told(other)).toEqual([0, 'Got it. Your app is next in line.']);
  expect(await told(third)).toEqual([0, 'Got it. I start on this one when one of your others is done.']);
  expect(await told(fourth)).toEqual([
    1,
    'Got it. I start on this one when one of your others is done, and 1 more of yours waits before it.',
  ]);
  expect((await told(fifth))[1]).toContain('2 more of yours wait before it');
});

test('whoever waits behind others is told how many are before at most, from the first answer on', async () => {
  for (const owner of [userId, userId, otherUserId]) await queue(owner);
  const mine = await ask(userId);
  expect(await told(mine, 9)).toEqual([1, 'Got it. Your app waits its turn: up to 1 app is before it.']);
  expect(speak({ ...mine, place: { behind: 'all', ahead: 7 } })).toBe(
    'Got it. Your app waits its turn: up to 7 apps are before it.',
  );
});

test('nothing is said of a place where there is none, or where more wait than are read at once', async () => {
  const running = await queue(userId);
  expect(await told(running)).toEqual([undefined, 'Got it. I start on your app as soon as its turn comes.']);
  const ended = await play([commands().cancel], { deps: ports });
  expect(await withPlace({ ...ports, userSlots: 2 })(ended, never)).toBe(ended);
  for (let count = 0; count < 1_000; count += 1) {
    const id = newMissionId();
    const place = { mission_id: id, owner: otherUserId };
    await ports.records.put(
      { partition: 'mission-queue', sort: id },
      place,
      { condition: { kind: 'any' } },
      never,
    );
  }
  expect((await told(await ask(userId)))[0]).toBeUndefined();
});

test('the first of all is told before anybody has had a slot', async () => {
  expect(await told(await ask(userId))).toEqual([0, 'Got it. Your app is next in line.']);
});
