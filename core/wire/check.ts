import * as z from 'zod';
import { sha256Schema } from './ids.ts';

const text = z.string().min(1).max(200);
/** What a step acts on or looks for: a text, or alternatives of which one will do. */
const whatSchema = z.union([text, z.array(text).min(1).max(6)]);
const pathSchema = z.string().regex(/^\//).max(300);

/** One step of a check; unknown keys are refused. */
export const checkStepSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('open'), path: pathSchema }),
  z.strictObject({ do: z.literal('fill'), what: whatSchema, value: z.string().max(1_000) }),
  z.strictObject({ do: z.literal('choose'), what: whatSchema, value: z.string().max(200) }),
  z.strictObject({ do: z.literal('click'), what: whatSchema }),
  z.strictObject({ do: z.literal('tick'), what: whatSchema, on: z.boolean().default(true) }),
  z.strictObject({ do: z.literal('press'), key: z.string().min(1).max(40) }),
  z.strictObject({ do: z.literal('drag'), what: whatSchema, to: whatSchema }),
  z.strictObject({ do: z.literal('see'), what: whatSchema, in: whatSchema.optional() }),
  z.strictObject({ do: z.literal('gone'), what: whatSchema, in: whatSchema.optional() }),
  z.strictObject({ do: z.literal('changes'), what: whatSchema }),
  z.strictObject({ do: z.literal('same'), what: whatSchema }),
  z.strictObject({
    do: z.literal('count'),
    what: whatSchema,
    equals: z.number().int().nonnegative().max(1_000),
  }),
  z.strictObject({ do: z.literal('reload') }),
  z.strictObject({ do: z.literal('offline'), on: z.boolean().default(true) }),
  z.strictObject({ do: z.literal('visitor'), what: z.enum(['first', 'second']) }),
  z.strictObject({ do: z.literal('download'), what: whatSchema, holds: text.optional() }),
  z.strictObject({
    do: z.literal('call'),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: pathSchema,
    body: z.unknown().optional(),
    expect: z
      .strictObject({ status: z.number().int().min(100).max(599).optional(), holds: text.optional() })
      .optional(),
  }),
]);
export type CheckStep = z.infer<typeof checkStepSchema>;

export const checkIdSchema = z.string().regex(/^c\d{1,3}$/);

/** A check in words that the person would say, without its steps: what a plan, an event and a person see. */
export const checkWordsSchema = z.strictObject({
  id: checkIdSchema,
  feature: z.string().min(1).max(120),
  words: z.string().min(1).max(300),
});

/** A check: data, run by our own driver in a real browser. One of a spec is `core`. */
export const checkSchema = checkWordsSchema.extend({
  core: z.boolean(),
  steps: z.array(checkStepSchema).min(1).max(12),
});
export type Check = z.infer<typeof checkSchema>;

/** How a check came out; `not-run` where no browser was there, `waived` where a person does without it. */
export const checkOutcomeSchema = z.enum(['held', 'failed', 'not-reached', 'not-run', 'waived']);
/** `not-found`: nothing was there to act on; `wrong`: it acted, and the outcome differs. */
export const checkReasonSchema = z.enum(['not-found', 'wrong']);

export const checkResultSchema = z.strictObject({
  id: checkIdSchema,
  outcome: checkOutcomeSchema,
  /** The step that failed, from 0. */
  step: z.number().int().nonnegative().optional(),
  reason: checkReasonSchema.optional(),
  shot_sha256: sha256Schema.optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** The checks of a mission in figures: `total` counts all but struck ones, waived ones are never `held`; `browser` is null where none was there. */
export const checkCountsSchema = z.strictObject({
  held: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  waived: z.number().int().nonnegative(),
  browser: z.string().nullable(),
});
