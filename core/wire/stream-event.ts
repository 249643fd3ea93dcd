import * as z from 'zod';
import type { MissionId } from './ids.ts';
import { missionIdSchema } from './ids.ts';

/** A DynamoDB stream batch of the missions table, as far as it is read: a record only wakes, and the log is read for what happened. */
const streamSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string().optional(),
      dynamodb: z.object({
        Keys: z.object({
          mission_id: z.object({ S: z.string() }),
          seq: z.object({ S: z.string() }).optional(),
        }),
      }),
    }),
  ),
});

type Batch = z.infer<typeof streamSchema>;

function wokenBy({ Records: records }: Batch): { readonly missionId: MissionId }[] {
  const ids = new Set(records.map((record) => record.dynamodb.Keys.mission_id.S));
  return [...ids].flatMap((id) => {
    const missionId = missionIdSchema.safeParse(id);
    return missionId.success ? [{ missionId: missionId.data }] : [];
  });
}

/** The missions that a batch tells of, each once, in the order they first appear; streams of apps are left out. */
export const wokenMissionsSchema = streamSchema.transform(wokenBy);

/** Where the count of such records goes, and where the alarm on it looks. */
export const historyMetric = { namespace: 'Gantry', name: 'HistoryRewritten' } as const;

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
