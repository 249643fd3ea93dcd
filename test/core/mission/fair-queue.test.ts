import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SlotBoard, WaitingMission } from '../../../core/mission/fair-queue.ts';
import { fillSlots, placeInQueue } from '../../../core/mission/fair-queue.ts';

const noBoard: SlotBoard = { running: [], turns: {} };
const waitingOf = (text: string): WaitingMission[] =>
  text.split(' ').map((id) => ({ mission_id: id, owner: id[0] ?? '' }));
const runningIds = (board: SlotBoard): string => board.running.map(({ mission_id: id }) => id).join(' ');
const end = (board: SlotBoard, id: string): SlotBoard => ({
  ...board,
  running: board.running.filter((running) => running.mission_id !== id),
});

describe('free slots', () => {
  test.each([
    ['a1 a2 a3', { slots: 2, userSlots: 5 }, 'a1 a2'],
    ['a1 a2 a3 b1', { slots: 2, userSlots: 5 }, 'a1 b1'],
    ['a1 a2 a3 b1 c1', { slots: 4, userSlots: 5 }, 'a1 b1 c1 a2'],
    ['a1 a2 a3 b1', { slots: 8, userSlots: 2 }, 'a1 b1 a2'],
    ['a1', { slots: 0, userSlots: 2 }, ''],
  ])('for %s with %o go to %s', (waiting, limits, started) => {
    expect(runningIds(fillSlots(noBoard, waitingOf(waiting), limits))).toBe(started);
  });

  test('go round: who queued a hundred does not keep out who queued one, with a single slot', () => {
    const limits = { slots: 1, userSlots: 1 };
    let waiting = waitingOf(`${Array.from({ length: 9 }, (_, n) => `a${n}`).join(' ')} b1 b2`);
    let board = noBoard;
    const order = [];
    while (waiting.length > 0) {
      board = fillSlots(board, waiting, limits);
      const id = runningIds(board);
      order.push(id);
      waiting = waiting.filter((mission) => mission.mission_id !== id);
      board = end(board, id);
    }
    expect(order.join(' ')).toBe('a0 b1 a1 b2 a2 a3 a4 a5 a6 a7 a8');
  });

  test('forget the turns of those who are gone', () => {
    const board = fillSlots({ running: [], turns: { gone: 7, a: 3 } }, waitingOf('a1'), {
      slots: 1,
      userSlots: 1,
    });
    expect(board.turns).toEqual({ a: 8 });
  });
});

interface Moment {
  readonly board: SlotBoard;
  readonly waiting: readonly WaitingMission[];
}
type Limits = Parameters<typeof fillSlots>[2];

/** Ends the mission that `pick` falls on, if any runs, and fills the slots. */
function step({ board, waiting }: Moment, pick: number, limits: Limits): Moment {
  const ending = board.running[pick % Math.max(1, board.running.length)]?.mission_id ?? '';
  const next = fillSlots(end(board, ending), waiting, limits);
  const taken = new Set(next.running.map(({ mission_id: id }) => id));
  return { board: next, waiting: waiting.filter(({ mission_id: id }) => !taken.has(id)) };
}

const runningOf = ({ board }: Moment, owner: string): WaitingMission[] =>
  board.running.filter((running) => running.owner === owner);

function expectFair(moment: Moment, limits: Limits): void {
  const { running } = moment.board;
  expect(new Set(running.map(({ mission_id: id }) => id)).size).toBe(running.length);
  expect(running.length).toBeLessThanOrEqual(limits.slots);
  for (const { owner } of running)
    expect(runningOf(moment, owner).length).toBeLessThanOrEqual(limits.userSlots);
  const couldRun = moment.waiting.filter(({ owner }) => runningOf(moment, owner).length < limits.userSlots);
  if (running.length < limits.slots) expect(couldRun).toEqual([]);
  const overtaken = moment.waiting.filter(({ owner, mission_id: id }) =>
    runningOf(moment, owner).some((mission) => mission.mission_id > id),
  );
  expect(overtaken).toEqual([]);
}

test('whatever happens: never more than there are, nobody above their share, nothing idle that could run, the oldest first', () => {
  const owners = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 });
  const limitsOf = fc.record({
    slots: fc.integer({ min: 1, max: 6 }),
    userSlots: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(owners, limitsOf, fc.array(fc.nat(5), { maxLength: 30 }), (queued, limits, ends) => {
      const waiting = queued.map((owner, n) => ({
        mission_id: `${owner}${String(n).padStart(3, '0')}`,
        owner,
      }));
      let moment: Moment = { board: noBoard, waiting };
      for (const pick of [0, ...ends]) {
        moment = step(moment, pick, limits);
        expectFair(moment, limits);
      }
    }),
  );
});

describe('the place of a mission that waits', () => {
  const runs = (text: string): SlotBoard['running'] =>
    text.split(' ').map((id) => ({ mission_id: id, owner: id[0] ?? '', is_started: true }));
  const b2 = { mission_id: 'b2', owner: 'b' };

  test.each([
    ['next in line', 'c1', 'b2', {}, 9, { behind: 'all', ahead: 0 }],
    ['of who has none in the queue yet', 'c1', 'a1', { a: 3 }, 9, { behind: 'all', ahead: 0 }],
    ['behind an older one of somebody else', 'c1', 'a1 b2', {}, 9, { behind: 'all', ahead: 1 }],
    ['behind one of a hundred of somebody else', 'c1', 'a1 a2 a3 b2', {}, 9, { behind: 'all', ahead: 1 }],
    ['before a newer one of somebody else', 'c1', 'b2 d3', {}, 9, { behind: 'all', ahead: 0 }],
    ['behind whoever was served longer ago', 'c1', 'a9 b2', { a: 1, b: 2 }, 9, { behind: 'all', ahead: 1 }],
    ['behind an older one of its own', 'c1', 'a1 a3 b1 b2', { b: 1 }, 9, { behind: 'all', ahead: 3 }],
    ['whose owner has all slots that one gets', 'b0 c1', 'a1 b1 b2', {}, 1, { behind: 'own', ahead: 1 }],
    ['whose owner will have them', 'c1', 'b1 b2', {}, 1, { behind: 'own', ahead: 1 }],
    ['whose turn has come', 'b2', 'a1', {}, 9, undefined],
  ])('%s', (_, running, waiting, turns, userSlots, place) => {
    const board = { running: runs(running), turns };
    expect(placeInQueue(board, waitingOf(waiting), { mission: b2, userSlots })).toEqual(place);
  });

  /** What starts before the mission does, in order, when those that run end as they are picked. */
  function startedBefore(
    first: Moment,
    missionId: string,
    limits: Limits,
    picks: readonly number[],
  ): string[] {
    const order: string[] = [];
    let moment = first;
    for (const pick of picks) {
      const waited = new Set(moment.waiting.map(({ mission_id: id }) => id));
      moment = step(moment, pick, limits);
      order.push(...moment.board.running.flatMap(({ mission_id: id }) => (waited.has(id) ? [id] : [])));
    }
    return order.slice(0, order.indexOf(missionId));
  }

  test('is never worse than it was told, whatever ends first, and exact where it is told of its own', () => {
    const owners = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
    const limitsOf = fc.record({
      slots: fc.integer({ min: 1, max: 4 }),
      userSlots: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(owners, limitsOf, fc.array(fc.nat(5), { maxLength: 40 }), (queued, limits, ends) => {
        const waiting = queued.map((owner, n) => ({ mission_id: `${n + 100}${owner}`, owner }));
        const first = step({ board: noBoard, waiting }, 0, limits);
        const picks = [...ends, ...queued.map(() => 0)];
        for (const mission of first.waiting)
          expectTold(first, mission, limits, startedBefore(first, mission.mission_id, limits, picks));
      }),
    );
  });

  function expectTold(
    first: Moment,
    mission: WaitingMission,
    limits: Limits,
    before: readonly string[],
  ): void {
    const place = placeInQueue(first.board, first.waiting, { mission, userSlots: limits.userSlots });
    const own = before.filter((id) => id.endsWith(mission.owner));
    if (place?.behind === 'own') expect(own).toHaveLength(place.ahead);
    else expect(before.length).toBeLessThanOrEqual(place?.ahead ?? -1);
  }
});
