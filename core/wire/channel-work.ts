import * as z from 'zod';
import { missionIdSchema } from './ids.ts';

/** The partition of the table of records that what people said waits in. */
export const channelQueuePartition = 'channel-queue';

/** A record of either table's stream: an event of a mission, or something that somebody said at a platform. */
const recordSchema = z.object({
  dynamodb: z.object({
    Keys: z.union([
      z.object({ mission_id: z.object({ S: z.string() }) }),
      z.object({ pk: z.object({ S: z.string() }) }),
    ]),
  }),
});

const workSchema = z.object({ Records: z.array(recordSchema).optional() });

/** Which missions are to be shown anew; `isDue` where everything that waits is to be looked at, as a schedule asks, which brings no records. */
export const channelWorkSchema = workSchema.transform(({ Records: records }) => {
  const keys = (records ?? []).map(({ dynamodb }) => dynamodb.Keys);
  const missions = keys.flatMap((key) => {
    const missionId = missionIdSchema.safeParse('mission_id' in key && key.mission_id.S);
    return missionId.success ? [missionId.data] : [];
  });
  const isSaid = keys.some((key) => 'pk' in key && key.pk.S === channelQueuePartition);
  return { missions: [...new Set(missions)], isDue: records === undefined || isSaid };
});
