import * as z from 'zod';
import { agreedPlanSchema, awaitingPlanSchema, chatTurnSchema, consultSchema } from '../wire/chat.ts';
import { draftAppSchema, draftSchema, healSchema, sourceFileSchema, stackSchema } from '../wire/draft.ts';
import { failureSchema } from '../wire/mission.ts';
import { testReportSchema } from '../wire/pod.ts';
import { findingSchema } from '../wire/policy.ts';
import { reviewFindingSchema } from '../wire/skill.ts';
import { modelOutcomeSchema } from './model-outcome.ts';

const instructionsSchema = z.array(z.string());

/** What a consult skill is given and gives. */
export const consultInputSchema = z.strictObject({
  instructions: instructionsSchema,
  message: z.string(),
  plan: awaitingPlanSchema.nullable(),
  conversation: z.array(chatTurnSchema),
});
export const consultOutputSchema = modelOutcomeSchema(consultSchema);

/** What a draft skill is given and gives; `source` and `app` are there when an app is extended, `cut_off` after an answer that was too long. */
export const draftInputSchema = z.strictObject({
  instructions: instructionsSchema,
  request: z.string(),
  plan: agreedPlanSchema.nullable(),
  app: z.strictObject({ slug: z.string(), title: z.string() }).nullable(),
  source: z.array(sourceFileSchema).nullable(),
  cut_off: z.array(z.string()),
});
export const draftOutputSchema = modelOutcomeSchema(draftSchema);

/** What a heal skill is given and gives. */
export const healInputSchema = z.strictObject({
  instructions: instructionsSchema,
  request: z.string(),
  plan: agreedPlanSchema.nullable(),
  files: z.array(sourceFileSchema),
  failure: failureSchema,
  findings: z.array(findingSchema),
  strategy: z.enum(['mend', 'rethink']),
  earlier_heals: z.array(z.strictObject({ diagnosis: z.string(), failure: z.string() })),
  cut_off: z.array(z.string()),
});
export const healOutputSchema = modelOutcomeSchema(healSchema);

/** What a review skill is given and gives: the tested draft with its figures; what it finds is for the person who approves it. */
export const reviewInputSchema = z.strictObject({
  instructions: instructionsSchema,
  request: z.string(),
  plan: agreedPlanSchema.nullable(),
  app: draftAppSchema,
  stack: stackSchema,
  files: z.array(sourceFileSchema),
  tests: testReportSchema.omit({ titles: true }).nullable(),
  coverage_percent: z.number().nullable(),
});
export const reviewOutputSchema = z.strictObject({
  summary: z.string(),
  findings: z.array(reviewFindingSchema),
});

/** What an after-ship skill is given and gives; `before` is the source that was extended, null for a new app. */
export const afterShipInputSchema = reviewInputSchema.extend({
  before: z.array(sourceFileSchema).nullable(),
  url: z.url().nullable(),
  pr_url: z.url().nullable(),
  heals: z.number().int().nonnegative(),
});
export const afterShipOutputSchema = z.strictObject({ words: z.string() });
