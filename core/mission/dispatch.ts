import * as z from 'zod';
import type { EventLog } from '../ports/event-log.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { MissionId } from '../wire/ids.ts';
import { missionIdSchema } from '../wire/ids.ts';
import { readMission } from './append-facts.ts';
import { hasEnded } from './mission.ts';

export interface DispatchDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
  readonly workflow: Workflow;
  /** Missions that run at once in this installation. */
  readonly slots: number;
}

const placeSchema = z.strictObject({ mission_id: missionIdSchema, is_running: z.boolean() });
const partition = 'queue';
const maxQueue = 1_000;

/**
 * Gives a mission its place in the queue, frees the place of one that ended, and starts the oldest that wait while slots are free. Woken by
 * a mission's first event and by its last; waking it more often does no harm, since an execution is named after its mission.
 */
export const dispatch =
  (deps: DispatchDeps) =>
  async (
    { missionId }: { readonly missionId: MissionId },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const mission = await readMission(deps)(missionId, { signal });
    const key = { partition, sort: missionId };
    if (hasEnded(mission)) {
      await deps.records.remove(key, { kind: 'any' }, signal);
    } else {
      await deps.records.put(
        key,
        { mission_id: missionId, is_running: false },
        { condition: { kind: 'absent' } },
        signal,
      );
    }
    await fillSlots(deps, signal);
  };

async function fillSlots(deps: DispatchDeps, signal: AbortSignal): Promise<void> {
  const places = await deps.records.list(partition, { limit: maxQueue }, placeSchema, signal);
  let free = deps.slots - places.filter((place) => place.value.is_running).length;
  for (const place of places) {
    if (place.value.is_running) continue;
    if (free <= 0) return;
    free -= 1;
    // Started before it is noted: after a crash in between it is started again, which is "exists"; the other way round would strand it.
    const id = place.value.mission_id;
    await deps.workflow.start(id, { mission_id: id, error: null }, signal);
    const condition = { kind: 'revision', revision: place.revision } as const;
    await deps.records.put(place.key, { ...place.value, is_running: true }, { condition }, signal);
  }
}
