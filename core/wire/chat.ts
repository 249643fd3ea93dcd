import * as z from 'zod';
import { checkIdSchema, checkWordsSchema } from './check.ts';
import { leftOutSchema, stackSchema } from './draft.ts';
import { needsSchema } from './spec.ts';

/** A feature of a plan in the person's own terms, such as "Dark mode". */
export const featureSchema = z.string().min(1).max(120);

/** A feature that goes on under another name. */
const renameSchema = z.strictObject({ from: featureSchema, to: featureSchema });

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
      /** Features of the app that go on under another name, with their checks. */
      renamed: z.array(renameSchema).max(40).optional(),
      /** Checks that come, by their ids among `checks`, and checks of the app that go. */
      checks_added: z.array(checkIdSchema).optional(),
      checks_dropped: z.array(checkWordsSchema).optional(),
    })
    .optional(),
  /** The check that shows a fault, where that is what the plan is for: it is tried on the app as it is before anything is written. */
  fault: checkIdSchema.optional(),
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
  changes: planSchema.shape.changes,
  fault: planSchema.shape.fault,
});
export type AwaitingPlan = z.infer<typeof awaitingPlanSchema>;

/**
 * What a message is. `propose` and `revise` put a plan forward or change the one that awaits; `change` and `fault` are about the app that the
 * conversation has; `undo` asks for the version before; `new-app` begins another app; `ask` is a question. Only `confirm` builds.
 */
export const consultIntentSchema = z.enum([
  'propose',
  'revise',
  'confirm',
  'change',
  'fault',
  'undo',
  'new-app',
  'ask',
  'other',
]);

/**
 * The consult tool's answer. It amends the awaiting plan and never replaces it, so no agreed feature can be dropped by silence. `confirm`
 * counts only while a plan awaits it; `ask` and `other` never build and change nothing.
 */
export const consultSchema = z.strictObject({
  intent: consultIntentSchema,
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
  change_features: z
    .array(featureSchema)
    .max(40)
    .optional()
    .describe('Of a change to the app: its features that will work or look otherwise, word for word.'),
  rename_features: z
    .array(renameSchema)
    .max(40)
    .optional()
    .describe(
      'Features that go on under another name, also where only a choice in it is called otherwise; `from` word for word.',
    ),
  drop_checks: z
    .array(checkIdSchema)
    .max(24)
    .optional()
    .describe('Of a change to the app: the ids of its checks that will no longer apply.'),
  fault: z
    .strictObject({ feature: featureSchema, words: z.string().min(1).max(300) })
    .optional()
    .describe('Of a fault: the feature that does not work, and one sentence that says what should happen.'),
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
