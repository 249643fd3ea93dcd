import * as z from 'zod';
import { grantRefSchema } from '../access/grants.ts';
import { missionIdSchema } from '../wire/ids.ts';

/** A socket of a mission that is on its way into the group of those that have all: `sent` is the last seq that was claimed for it. */
export const socketRecordSchema = z.strictObject({
  connection_id: z.string(),
  mission_id: missionIdSchema,
  /** The session or API key that it was opened under, and with which it ends. */
  held_by: grantRefSchema,
  sent: z.number().int().nonnegative(),
  is_ready: z.boolean(),
  opened_at_ms: z.number(),
});
export type SocketRecord = z.infer<typeof socketRecordSchema>;

/** A connection lasts two hours at most, as API Gateway has it. */
export const socketLifeMs: number = 2 * 60 * 60 * 1_000;
