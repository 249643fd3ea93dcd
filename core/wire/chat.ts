import * as z from 'zod';
import { checkWordsSchema } from './check.ts';
import { leftOutSchema, stackSchema } from './draft.ts';
import { needsSchema } from './spec.ts';

/** A feature of a plan in the person's own terms, such as "Dark mode". */
export const featureSchema = z.string().min(1).max(120);

/** What is agreed before anything is built; a revision gets a new plan_id. */
export const planSchema = z.strictObject({
  plan_id: z.string(),
  title: z.string().min(1).max(80),
  stack: stackSchema,
  features: z.array(featureSchema).max(40),
  estimate: z.strictObject({ usd: z.number().nonnegative(), seconds: z.number().int().positive() }),
  needs: needsSchema.default({ data: false, secrets: [], origins: [] }),
  left_out: z.array(leftOutSchema).max(20).default([]),
  checks: z.array(checkWordsSchema).max(24).default([]),
  /** What becomes of the app that the conversation has; left out for a new one. */
  changes: z
    .strictObject({
      added: z.array(z.string()),
      changed: z.array(z.string()),
      removed: z.array(z.string()),
    })
    .optional(),
});
export type Plan = z.infer<typeof planSchema>;

/** The part of a plan that authors see. */
export const agreedPlanSchema = planSchema.pick({ title: true, stack: true, features: true });
export type AgreedPlan = z.infer<typeof agreedPlanSchema>;

/** The plan that awaits a yes, as the consult hook sees it: with what it was said to cost, so that it can be asked about. */
export const awaitingPlanSchema = agreedPlanSchema.extend({
  estimate: planSchema.shape.estimate,
  checks: z.array(checkWordsSchema).optional(),
  needs: needsSchema.optional(),
  left_out: z.array(leftOutSchema).optional(),
});
export type AwaitingPlan = z.infer<typeof awaitingPlanSchema>;

/**
 * The consult tool's answer. It amends the awaiting plan and never replaces it, so no agreed feature can be dropped by silence. `confirm`
 * counts only while a plan awaits it; `other` is a question, a doubt, a negation or small talk, and never builds.
 */
export const consultSchema = z.strictObject({
  intent: z.enum(['propose', 'revise', 'confirm', 'other']),
  reply: z.string().min(1).max(4_000).describe('What to say to the person, made to be read or heard.'),
  title: z
    .string()
    .min(1)
    .max(80)
    .nullable()
    .describe('The title of the proposed app, or null to keep the present one.'),
  stack: stackSchema.nullable(),
  add_features: z.array(featureSchema).max(40),
  remove_features: z
    .array(featureSchema)
    .max(40)
    .describe('Features of the awaiting plan to drop, word for word; only when asked to.'),
  checks: z
    .array(checkWordsSchema)
    .max(12)
    .optional()
    .describe(
      'What will be tried of the features that are added, one sentence each; an id of before says it anew.',
    ),
  needs: needsSchema
    .optional()
    .describe('What the whole app needs beside its own code; left out to keep what stands.'),
  left_out: z
    .array(leftOutSchema)
    .max(20)
    .optional()
    .describe('What is asked for now and cannot be had here.'),
});
export type Consultation = z.infer<typeof consultSchema>;

export const chatStateSchema = z.enum(['NEEDS_INPUT', 'NEEDS_CONFIRMATION', 'BUILDING']);
export type ChatState = z.infer<typeof chatStateSchema>;

/** One turn as a conversation keeps it. */
export const chatTurnSchema = z.strictObject({
  role: z.enum(['person', 'gantry']),
  text: z.string(),
  at: z.iso.datetime(),
});
export type ChatTurn = z.infer<typeof chatTurnSchema>;
