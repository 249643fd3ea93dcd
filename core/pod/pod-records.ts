import * as z from 'zod';
import { Conflict } from '../errors.ts';
import type { RecordStore, WriteCondition } from '../ports/record-store.ts';
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

/** A pod's record as it was read; `revision` guards the next state. */
export interface StoredPod {
  readonly pod: PodRecord;
  readonly revision: string;
}

/** Every pod of a mission, oldest first. */
export const listPods =
  (deps: { readonly records: RecordStore }) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<StoredPod[]> => {
    const found = await deps.records.list(`pods#${missionId}`, { limit: maxPods }, podRecordSchema, signal);
    return found.map(({ value: pod, revision }) => ({ pod, revision }));
  };

/** One pod, or undefined. */
export const findPod =
  (deps: { readonly records: RecordStore }) =>
  async (missionId: MissionId, podId: PodId, signal: AbortSignal): Promise<StoredPod | undefined> => {
    const found = await deps.records.get(keyOf(missionId, podId), podRecordSchema, signal);
    return found === undefined ? undefined : { pod: found.value, revision: found.revision };
  };

type SaveDeps = { readonly records: RecordStore; readonly clock: { nowMs(): number } };

/** Writes the record of a pod that nobody knows yet. */
export const addPod =
  (deps: SaveDeps) =>
  async (pod: PodRecord, signal: AbortSignal): Promise<StoredPod> => {
    const revision = await put(deps, pod, { kind: 'absent' }, signal);
    if (revision === undefined) throw new Conflict('pod_known', `There is a pod ${pod.pod_id} already.`);
    return { pod, revision };
  };

/** Takes a pod from the state that was read to another; false where somebody else moved it first, who then knows what this one does not. */
export const movePod =
  (deps: SaveDeps) =>
  async ({ pod, revision }: StoredPod, to: Partial<PodRecord>, signal: AbortSignal): Promise<boolean> =>
    (await put(deps, { ...pod, ...to }, { kind: 'revision', revision }, signal)) !== undefined;

async function put(
  { records, clock }: SaveDeps,
  pod: PodRecord,
  condition: WriteCondition,
  signal: AbortSignal,
): Promise<string | undefined> {
  const options = { condition, expiresAtMs: clock.nowMs() + keptMs };
  const written = await records.put(keyOf(pod.mission_id, pod.pod_id), pod, options, signal);
  return written === 'lost' ? undefined : written.revision;
}
