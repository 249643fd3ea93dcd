import * as z from 'zod';
import { appSeenSchema } from '../chat/app-seen.ts';
import { specAnswerSchema } from '../spec/answered-spec.ts';
import { agreedPlanSchema, awaitingPlanSchema, chatTurnSchema, consultSchema } from '../wire/chat.ts';
import { checkSchema, checkWordsSchema } from '../wire/check.ts';
import { draftAppSchema, leftOutSchema, sourceFileSchema, stackSchema } from '../wire/draft.ts';
import { failureSchema } from '../wire/mission.ts';
import { talkedOfSchema } from '../wire/mission-request.ts';
import { testReportSchema } from '../wire/pod.ts';
import { findingSchema } from '../wire/policy.ts';
import { reviewFindingSchema } from '../wire/skill.ts';
import { needsSchema } from '../wire/spec.ts';
import { authorOutcomeSchema } from './author-outcome.ts';
import { noProgress, progressSchema } from './author-progress.ts';
import { modelOutcomeSchema } from './model-outcome.ts';

/** What holds for every call of the hook: the same, letter by letter, so that it is cached. */
const instructionsSchema = z.array(z.string());

/** What a consult skill is given and gives. */
export const consultInputSchema = z.strictObject({
  instructions: instructionsSchema,
  message: z.string(),
  plan: awaitingPlanSchema.nullable(),
  conversation: z.array(chatTurnSchema),
  /** The app that the conversation is about, or null before there is one. */
  app: appSeenSchema.nullable().default(null),
  /** Wishes that wait for the end of the build that runs. */
  waiting: z.array(z.string()).default([]),
});
export const consultOutputSchema = modelOutcomeSchema(consultSchema);

/** What a specify skill is given and gives; `app` and `checks` are there when an app is extended. */
export const specifyInputSchema = z.strictObject({
  instructions: instructionsSchema,
  request: z.string(),
  plan: agreedPlanSchema.nullable(),
  /** What a talk came to beside the plan. */
  talked_of: talkedOfSchema.omit({ plan_id: true, struck: true }).nullable().default(null),
  app: z.strictObject({ app_id: z.string(), slug: z.string() }).nullable(),
  checks: z.array(checkSchema),
  /** What the pages of the app that is extended name. */
  page: z.string().nullable().default(null),
});
export const specifyOutputSchema = modelOutcomeSchema(specAnswerSchema);

/** What every author is given. */
const authorInputSchema = z.strictObject({
  instructions: instructionsSchema,
  /** What this hook is about; it stands behind the source, so that drafts and heals share what comes before it. */
  task: z.array(z.string()),
  request: z.string(),
  plan: agreedPlanSchema.nullable(),
  /** What the app was agreed to need beside its own code; null for a mission of version 0.1. */
  needs: needsSchema.nullable().default(null),
  /** What will be tried on the app, in words and step by step; nothing for a mission of version 0.1. */
  checks: z
    .array(
      checkWordsSchema.extend({
        core: z.boolean().default(false),
        steps: z.array(z.string()).default([]),
        /** Why it stays as it is, where somebody doubted it. */
        stays: z.string().optional(),
      }),
    )
    .default([]),
  /** What was agreed to be left out. */
  left_out: z.array(leftOutSchema).default([]),
  /** The app's files as they were last shown whole, and what became of them since: null is deleted. */
  source: z.array(sourceFileSchema),
  changed: z.array(z.strictObject({ path: z.string(), content: z.string().nullable() })),
  progress: progressSchema.default(noProgress),
});

export type AuthorInput = z.infer<typeof authorInputSchema>;

/** Why an app failed, as its author is told. */
const toldFailureSchema = z.strictObject({
  failure: failureSchema,
  findings: z.array(findingSchema),
  /** The page as it stood, as a PNG in base64, where its words tell too little. */
  picture: z.string().nullable().default(null),
});

/** What a draft skill is given and gives; `app` is there, and `source` holds files, when an app is extended. */
export const draftInputSchema = authorInputSchema.extend({
  app: z.strictObject({ slug: z.string(), title: z.string() }).nullable(),
  /** Why the app is written anew, where an earlier one of this mission could not be mended. */
  failed: toldFailureSchema.nullable().default(null),
});
export const draftOutputSchema = authorOutcomeSchema;

/** What a heal skill is given and gives. */
export const healInputSchema = authorInputSchema.extend({
  ...toldFailureSchema.shape,
  strategy: z.enum(['mend', 'rethink']),
  earlier_heals: z.array(z.strictObject({ diagnosis: z.string(), failure: z.string() })),
});
export const healOutputSchema = authorOutcomeSchema;

export type HealInput = z.infer<typeof healInputSchema>;

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
