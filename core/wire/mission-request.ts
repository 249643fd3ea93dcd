import * as z from 'zod';
import { agreedPlanSchema } from './chat.ts';
import { checkIdSchema } from './check.ts';
import { appIdSchema, missionIdSchema, userIdSchema } from './ids.ts';

/** What a mission was asked for, as its first event keeps it. */
export const missionRequestSchema = z.strictObject({
  owner: userIdSchema,
  owner_name: z.string(),
  voice_memo: z.string(),
  plan: agreedPlanSchema.nullable(),
  deploy: z.boolean(),
  publish: z.boolean(),
  /** The app that this mission works on; null makes a new one. */
  app: z.strictObject({ app_id: appIdSchema, slug: z.string() }).nullable(),
  /** The mission whose tree is the starting point, for an extension. */
  extends: missionIdSchema.nullable(),
  retry_of: missionIdSchema.nullable(),
  /** The mission that ran out of budget whose stored draft this one goes on from. */
  resumes: missionIdSchema.optional(),
  /** Checks that the owner does without. */
  waive: z.array(checkIdSchema).optional(),
  budget_usd: z.number().positive().nullable(),
});
export type MissionRequest = z.infer<typeof missionRequestSchema>;
