import * as z from 'zod';
import type { MissionId } from './ids.ts';
import { missionIdSchema } from './ids.ts';

/** A DynamoDB stream batch of the missions table, as far as it is read: a record only wakes, and the log is read for what happened. */
const streamSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string().optional(),
      dynamodb: z.object({
        /** A stream's own; left out where the event log wakes by itself. */
        SequenceNumber: z.string().optional(),
        Keys: z.object({
          mission_id: z.object({ S: z.string() }),
          seq: z.object({ S: z.string() }).optional(),
        }),
      }),
    }),
  ),
});

type Batch = z.infer<typeof streamSchema>;

/** A mission of a batch. */
export interface WokenMission {
  readonly missionId: MissionId;
  /** The first of its records, by the stream's number for it: from there on the batch comes again where the mission could not be served. */
  readonly from?: string;
}

function wokenBy({ Records: records }: Batch): WokenMission[] {
  const woken = new Map<string, WokenMission>();
  for (const { dynamodb } of records) {
    const missionId = missionIdSchema.safeParse(dynamodb.Keys.mission_id.S);
    if (!missionId.success || woken.has(missionId.data)) continue;
    const { SequenceNumber: from } = dynamodb;
    woken.set(missionId.data, { missionId: missionId.data, ...(from !== undefined && { from }) });
  }
  return [...woken.values()];
}

/** The missions that a batch tells of, each once, in the order they first appear; streams of apps are left out. */
export const wokenMissionsSchema = streamSchema.transform(wokenBy);

/** What such records are counted as, and what the alarm on them asks for. */
export const historyMetric = { name: 'HistoryRewritten' } as const;

/** A record of the missions table that was changed or removed after it was written. */
export interface BrokenRecord {
  readonly change: string;
  readonly stream: string;
  /** `e#` and the seq for an event, `j#...` for a join. */
  readonly sort: string;
}

/** Nothing of Gantry changes or removes a record, so a record of any such thing is somebody else's doing. */
function brokenIn({ Records: records }: Batch): BrokenRecord[] {
  return records.flatMap(({ eventName: change, dynamodb: { Keys: keys } }) =>
    change === undefined || change === 'INSERT'
      ? []
      : [{ change, stream: keys.mission_id.S, sort: keys.seq?.S ?? '' }],
  );
}

/** A batch's missions to wake, and what it shows of history being rewritten. */
export const streamBatchSchema = streamSchema.transform((batch) => ({
  woken: wokenBy(batch),
  broken: brokenIn(batch),
}));

/** The missions that a batch tells of; none where a schedule woke, which sends no records. */
export const wokenOrDueSchema = streamSchema
  .transform((batch): readonly MissionId[] => wokenBy(batch).map(({ missionId }) => missionId))
  .or(z.object({ Records: z.undefined().optional() }).transform((): readonly MissionId[] => []));
