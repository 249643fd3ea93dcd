import * as z from 'zod';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import { missionIdSchema } from '../wire/ids.ts';
import type { SlotBoard } from './fair-queue.ts';

const placeSchema = z.strictObject({ mission_id: missionIdSchema, owner: z.string() });
/** A mission that waits, as the queue keeps it. */
export type Place = z.infer<typeof placeSchema>;
export const boardSchema = z.strictObject({
  running: z.array(placeSchema.extend({ is_started: z.boolean() })),
  turns: z.record(z.string(), z.number()),
});

/** Missions that wait are records of this partition, by id. */
export const queue = 'mission-queue';
export const boardKey = { partition: 'mission-slots', sort: 'board' };
export const noBoard: SlotBoard = { running: [], turns: {} };
/** More than these are never read at once. */
export const pageSize = 1_000;

/** One page of what waits, oldest first: mission ids sort by the time they were made. */
export async function readPlaces(
  { records }: { readonly records: RecordStore },
  after: string | undefined,
  signal: AbortSignal,
): Promise<readonly StoredRecord<Place>[]> {
  const range = { limit: pageSize, ...(after !== undefined && { cursor: after }) };
  return records.list(queue, range, placeSchema, signal);
}
