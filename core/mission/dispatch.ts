import { Conflict } from '../errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { MissionId } from '../wire/ids.ts';
import { missionIdSchema } from '../wire/ids.ts';
import { readMission } from './append-facts.ts';
import type { SlotBoard } from './fair-queue.ts';
import { fillSlots } from './fair-queue.ts';
import { hasEnded } from './mission.ts';
import type { Place } from './slot-records.ts';
import { boardKey, boardSchema, noBoard, pageSize, queue, readPlaces } from './slot-records.ts';

export interface DispatchDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
  readonly workflow: Workflow;
  /** Missions that run at once in this installation, and of them each user's. */
  readonly slots: number;
  readonly userSlots: number;
}

const maxRaces = 30;
const maxLooks = 32;

/**
 * Gives a mission its place in the queue, frees the slot of one that ended, and starts those whose turn it is while slots are free. Woken by a
 * mission's first event and by its last; waking it more often does no harm. Slots are claimed by one conditional write of one record, so two
 * runs at once never give away more than there are.
 */
export const dispatch =
  (deps: DispatchDeps) =>
  async (
    { missionId }: { readonly missionId: MissionId },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const mission = await readMission(deps)(missionId, { signal });
    const key = { partition: queue, sort: missionId };
    const ended = hasEnded(mission) ? missionId : undefined;
    if (ended === undefined) {
      const place: Place = { mission_id: missionId, owner: mission.request.owner };
      await deps.records.put(key, place, { condition: { kind: 'any' } }, signal);
    } else {
      // Its place goes before the board is written: a run that still saw the place loses its claim and looks again.
      await deps.records.remove(key, { kind: 'any' }, signal);
    }
    const board = await claimSlots(deps, ended, signal);
    await startClaimed(deps, board, signal);
  };

/** Writes the board even when it is the same: only so does an end undo a claim that another run is about to make. */
async function claimSlots(
  deps: DispatchDeps,
  ended: MissionId | undefined,
  signal: AbortSignal,
): Promise<SlotBoard> {
  return changeBoard(deps, signal, async (board) => {
    const kept = without(board, ended === undefined ? [] : [ended]);
    const waiting = await readQueue(deps, signal);
    const next = fillSlots(kept, waiting, deps);
    const claimed = new Set(next.running.map(({ mission_id: id }) => id));
    if (waiting.every(({ mission_id: id }) => claimed.has(id))) return next;
    return fillSlots(without(kept, await endedOf(deps, kept, signal)), waiting, deps);
  });
}

function without(board: SlotBoard, missionIds: readonly string[]): SlotBoard {
  return { ...board, running: board.running.filter(({ mission_id: id }) => !missionIds.includes(id)) };
}

/** Slots of missions whose end nobody was woken for, because whoever would have been was killed. Looked for only while somebody waits, oldest first. */
async function endedOf(
  deps: DispatchDeps,
  board: SlotBoard,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const missions = await Promise.all(
    board.running
      .slice(0, maxLooks)
      .map(({ mission_id: id }) => readMission(deps)(missionIdSchema.parse(id), { signal })),
  );
  return missions.filter(hasEnded).map(({ missionId }) => missionId);
}

/**
 * Started before it is noted, and each claim that is not noted is started again: a crash in between costs a call that answers `exists`. A
 * mission that ended before its claim gives its slot back here; one that ends after it is woken for that.
 */
async function startClaimed(deps: DispatchDeps, board: SlotBoard, signal: AbortSignal): Promise<void> {
  const claimed = board.running.filter((running) => !running.is_started).map(({ mission_id: id }) => id);
  if (claimed.length === 0) return;
  const over = new Set<string>();
  for (const id of claimed) {
    const missionId = missionIdSchema.parse(id);
    if (hasEnded(await readMission(deps)(missionId, { signal }))) over.add(id);
    else await deps.workflow.start(id, { mission_id: id, error: null }, signal);
    await deps.records.remove({ partition: queue, sort: id }, { kind: 'any' }, signal);
  }
  const after = await changeBoard(deps, signal, async (present) => ({
    ...present,
    running: present.running
      .filter((running) => !over.has(running.mission_id))
      .map((running) => (claimed.includes(running.mission_id) ? { ...running, is_started: true } : running)),
  }));
  if (over.size > 0 && after.running.length < deps.slots)
    await startClaimed(deps, await claimSlots(deps, undefined, signal), signal);
}

async function changeBoard(
  deps: DispatchDeps,
  signal: AbortSignal,
  change: (board: SlotBoard) => Promise<SlotBoard>,
): Promise<SlotBoard> {
  for (let race = 0; race < maxRaces; race += 1) {
    const present = await deps.records.get(boardKey, boardSchema, signal);
    const next = await change(present?.value ?? noBoard);
    const condition =
      present === undefined
        ? ({ kind: 'absent' } as const)
        : ({ kind: 'revision', revision: present.revision } as const);
    if ((await deps.records.put(boardKey, next, { condition }, signal)) !== 'lost') return next;
  }
  throw new Conflict('slots_busy', 'Too many missions start and end at once; this wake is repeated.');
}

/** Everything that waits, oldest first. */
async function readQueue(deps: DispatchDeps, signal: AbortSignal): Promise<readonly Place[]> {
  const places: StoredRecord<Place>[] = [];
  for (;;) {
    const page = await readPlaces(deps, places.at(-1)?.key.sort, signal);
    places.push(...page);
    if (page.length < pageSize) return places.map(({ value }) => value);
  }
}
