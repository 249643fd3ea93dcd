import type { RecordStore } from '../ports/record-store.ts';
import { placeInQueue } from './fair-queue.ts';
import type { Mission } from './mission.ts';
import { boardKey, boardSchema, noBoard, pageSize, readPlaces } from './slot-records.ts';

/**
 * The mission with its place in the queue, while it waits for a slot: two reads while it is queued, and none after it. Where more wait than one
 * read brings, the place stays unsaid.
 */
export const withPlace =
  (deps: { readonly records: RecordStore; readonly userSlots: number }) =>
  async (mission: Mission, signal: AbortSignal): Promise<Mission> => {
    if (mission.status !== 'QUEUED') return mission;
    const [board, places] = await Promise.all([
      deps.records.get(boardKey, boardSchema, signal),
      readPlaces(deps, undefined, signal),
    ]);
    if (places.length === pageSize) return mission;
    const place = placeInQueue(
      board?.value ?? noBoard,
      places.map(({ value }) => value),
      {
        mission: { mission_id: mission.missionId, owner: mission.request.owner },
        userSlots: deps.userSlots,
      },
    );
    return { ...mission, place };
  };
