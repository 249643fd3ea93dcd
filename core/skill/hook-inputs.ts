import * as z from 'zod';
import { agreedPlanSchema, chatTurnSchema, consultSchema } from '../wire/chat.ts';
import { draftSchema, healSchema, sourceFileSchema } from '../wire/draft.ts';
import { failureSchema } from '../wire/mission.ts';
import { findingSchema } from '../wire/policy.ts';
import { modelOutcomeSchema } from './model-outcome.ts';

const instructionsSchema = z.array(z.string());

/** What a consult skill is given and gives. */
export const consultInputSchema = z.strictObject({
  instructions: instructionsSchema,
  message: z.string(),
  plan: agreedPlanSchema.nullable(),
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
