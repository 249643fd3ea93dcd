import * as z from 'zod';
import { agreedPlanSchema } from './chat.ts';
import { checkIdSchema, checkWordsSchema } from './check.ts';
import { leftOutSchema } from './draft.ts';
import {
  appIdSchema,
  conversationIdSchema,
  missionIdSchema,
  planIdSchema,
  sha256Schema,
  userIdSchema,
} from './ids.ts';
import { needsSchema } from './spec.ts';

/** What a talk came to beside the plan: the checks that the person kept, needs and what is left out; a spec may have been prepared under the plan's id. */
export const talkedOfSchema = z.strictObject({
  plan_id: planIdSchema,
  checks: z.array(checkWordsSchema).max(24),
  /** Checks that the person did without, by their ids. */
  struck: z.array(checkIdSchema).max(24).optional(),
  needs: needsSchema,
  left_out: z.array(leftOutSchema).max(20),
  /** Checks of the app that go with the change; the others stay. */
  dropped: z.array(checkIdSchema).max(24).optional(),
});
export type TalkedOf = z.infer<typeof talkedOfSchema>;

/** What a mission was asked for, as its first event keeps it. */
export const missionRequestSchema = z.strictObject({
  owner: userIdSchema,
  owner_name: z.string(),
  voice_memo: z.string(),
  plan: agreedPlanSchema.nullable(),
  /** Left out where there was no talk, and by version 0.1. */
  talked_of: talkedOfSchema.optional(),
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
  /** The check that shows a fault: it is tried on the app as it is before anything is written. */
  fault: checkIdSchema.optional(),
  /** The digest of the files that its owner wrote over those of the mission that it extends: no model writes, and nothing is healed. */
  edit: sha256Schema.optional(),
  /** The conversation that it stands in. */
  conversation_id: conversationIdSchema.optional(),
  budget_usd: z.number().positive().nullable(),
});
export type MissionRequest = z.infer<typeof missionRequestSchema>;
