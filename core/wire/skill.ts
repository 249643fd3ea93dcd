import * as z from 'zod';
import { stackSchema } from './draft.ts';
import { sha256Schema } from './ids.ts';

/** Where in a mission a skill speaks. */
export const hookSchema = z.enum(['consult', 'specify', 'draft', 'heal', 'review', 'after-ship']);
export type Hook = z.infer<typeof hookSchema>;

/** The front matter of SKILL.md, in the open Agent Skills form with Gantry's own `hook` and `applies_to`. */
export const skillFrontMatterSchema = z.looseObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(64),
  description: z.string().min(1).max(1_024),
  hook: hookSchema,
  applies_to: z
    .strictObject({ stacks: z.array(stackSchema).optional(), words: z.array(z.string().min(1)).optional() })
    .optional(),
});
export type SkillFrontMatter = z.infer<typeof skillFrontMatterSchema>;

/** How a skill of the hooks review and after-ship came out; one that fails or takes too long is on record and costs nothing but its words. */
export const skillEndSchema = z.enum(['done', 'failed', 'timed-out']);
export type SkillEnd = z.infer<typeof skillEndSchema>;

const ranSchema = { skill: z.string(), skill_sha256: sha256Schema, outcome: skillEndSchema };

/** One thing a review found: `warn` is worth a change, `note` worth knowing. */
export const reviewFindingSchema = z.strictObject({
  severity: z.enum(['warn', 'note']),
  message: z.string().min(1),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type ReviewFinding = z.infer<typeof reviewFindingSchema>;

/** What one review skill said of a tested draft. */
export const skillReviewSchema = z.strictObject({
  ...ranSchema,
  summary: z.string(),
  findings: z.array(reviewFindingSchema),
});
export type SkillReview = z.infer<typeof skillReviewSchema>;

/** What one after-ship skill said of what was shipped. */
export const skillNoteSchema = z.strictObject({ ...ranSchema, words: z.string() });
export type SkillNote = z.infer<typeof skillNoteSchema>;
