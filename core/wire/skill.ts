import * as z from 'zod';
import { stackSchema } from './draft.ts';

/** Where in a mission a skill speaks. */
export const hookSchema = z.enum(['consult', 'draft', 'heal', 'review', 'after-ship']);
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
