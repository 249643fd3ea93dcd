import * as z from 'zod';
import type { MissionId } from './ids.ts';
import { missionIdSchema } from './ids.ts';

/** A DynamoDB stream batch of the missions table, as far as it is read: a record only wakes, and the log is read for what happened. */
const streamSchema = z.object({
  Records: z.array(
    z.object({ dynamodb: z.object({ Keys: z.object({ mission_id: z.object({ S: z.string() }) }) }) }),
  ),
});

/** The missions that a batch tells of, each once, in the order they first appear; streams of apps are left out. */
export const wokenMissionsSchema = streamSchema.transform((event): { readonly missionId: MissionId }[] => {
  const ids = new Set(event.Records.map((record) => record.dynamodb.Keys.mission_id.S));
  return [...ids].flatMap((id) => {
    const missionId = missionIdSchema.safeParse(id);
    return missionId.success ? [{ missionId: missionId.data }] : [];
  });
});
