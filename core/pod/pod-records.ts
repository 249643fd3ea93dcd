import * as z from 'zod';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId, PodId } from '../wire/ids.ts';
import { missionIdSchema, podIdSchema } from '../wire/ids.ts';

/** A pod as Gantry remembers it: it waits for a bundle, builds, and is done when it reported or was lost. */
export const podRecordSchema = z.strictObject({
  pod_id: podIdSchema,
  mission_id: missionIdSchema,
  state: z.enum(['waiting', 'building', 'done']),
  attempt: z.number().int().nonnegative().nullable(),
  task_token: z.string().nullable(),
});
export type PodRecord = z.infer<typeof podRecordSchema>;

/** Pods of a mission are few: one an attempt, and one more for each that was lost. */
const maxPods = 50;
const keptMs = 30 * 24 * 60 * 60 * 1_000;

const keyOf = (missionId: MissionId, podId: PodId) => ({ partition: `pods#${missionId}`, sort: podId });

/** Every pod of a mission, oldest first. */
export const listPods =
  (deps: { readonly records: RecordStore }) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<PodRecord[]> => {
    const found = await deps.records.list(`pods#${missionId}`, { limit: maxPods }, podRecordSchema, signal);
    return found.map((record) => record.value);
  };

/** One pod, or undefined. */
export const findPod =
  (deps: { readonly records: RecordStore }) =>
  async (missionId: MissionId, podId: PodId, signal: AbortSignal): Promise<PodRecord | undefined> =>
    (await deps.records.get(keyOf(missionId, podId), podRecordSchema, signal))?.value;

/** Writes a pod's record; the last writer wins, since each state follows from the mission's events. */
export const savePod =
  (deps: { readonly records: RecordStore; readonly clock: { nowMs(): number } }) =>
  async (pod: PodRecord, signal: AbortSignal): Promise<void> => {
    const options = { condition: { kind: 'any' }, expiresAtMs: deps.clock.nowMs() + keptMs } as const;
    await deps.records.put(keyOf(pod.mission_id, pod.pod_id), pod, options, signal);
  };
