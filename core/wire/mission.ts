import * as z from 'zod';
import { checkCountsSchema } from './check.ts';
import { leftOutSchema } from './draft.ts';
import { missionIdSchema, sha256Schema } from './ids.ts';

export const missionStatusSchema = z.enum([
  'QUEUED',
  'ARCHITECTING',
  'VALIDATING',
  'HEALING',
  'BUILDING',
  'DEPLOYING',
  'PUBLISHING',
  'DEPLOYED',
  'PR_OPENED',
  'BUILT',
  'BLOCKED',
  'FAILED',
  'TIMEOUT',
  'CANCELLED',
]);
export type MissionStatus = z.infer<typeof missionStatusSchema>;

/** The statuses that end a mission; nothing is ever appended after an event that has one of them. */
export const terminalStatuses = [
  'DEPLOYED',
  'PR_OPENED',
  'BUILT',
  'BLOCKED',
  'FAILED',
  'TIMEOUT',
  'CANCELLED',
] as const;
export type TerminalStatus = (typeof terminalStatuses)[number];

export const failureKindSchema = z.enum(['code', 'resource', 'policy', 'budget', 'provider', 'unsupported']);
export type FailureKind = z.infer<typeof failureKindSchema>;

/** Why a mission did not make it: the step is a stage (`draft-app`) or a step of the recipe (`test`). */
export const failureSchema = z.strictObject({
  kind: failureKindSchema,
  step: z.string(),
  message: z.string(),
  /** The telling end of a log, at most 4 KiB; empty where there is none. */
  excerpt: z.string(),
  rule: z.string().optional(),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

export const costSchema = z.strictObject({
  usd: z.number().nonnegative(),
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
});
export type Cost = z.infer<typeof costSchema>;

/** A mission as every route answers it. */
export const missionViewSchema = z.strictObject({
  mission_id: missionIdSchema,
  status: missionStatusSchema,
  message: z.string(),
  speech: z.string(),
  app: z.string().nullable(),
  voice_memo: z.string(),
  attempt: z.number().int().nonnegative(),
  url: z.url().optional(),
  pr_url: z.url().optional(),
  tree_sha256: sha256Schema.optional(),
  artifact_sha256: sha256Schema.optional(),
  spec_sha256: sha256Schema.optional(),
  checks: checkCountsSchema.optional(),
  /** How it looked when a browser tried it, under GET /gantry/missions/{mission_id}/shots/{sha256}. */
  picture_sha256: sha256Schema.optional(),
  left_out: z.array(leftOutSchema).default([]),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  seq: z.number().int().positive(),
  cost: costSchema,
  /** The model that writes, once one does, as people know it. */
  model: z.string().optional(),
  /** While it waits for a slot: how many missions are before it at most, of its owner's where those take all slots that one owner gets. */
  ahead: z.number().int().nonnegative().optional(),
  failure: failureSchema.optional(),
  owner: z.string(),
});
export type MissionView = z.infer<typeof missionViewSchema>;
