import * as z from 'zod';
import { stackSchema } from './draft.ts';
import { recipeSchema } from './pod.ts';

/** `deny` ends the mission BLOCKED, `fix` goes back to the model as a heal, `warn` is reported. */
export const severitySchema = z.enum(['deny', 'fix', 'warn']);
export type Severity = z.infer<typeof severitySchema>;

const ruleIdSchema = z.string().regex(/^[a-z][a-z0-9-]*$/);

/** A forbidden or secret pattern, run with a linear-time engine; `paths` are globs, all files when left out. */
export const patternRuleSchema = z.strictObject({
  id: ruleIdSchema,
  why: z.string().min(1),
  pattern: z.string().min(1),
  paths: z.array(z.string()).optional(),
  /** The rule in the words in which an author is told of it beforehand. */
  say: z.string().min(1).optional(),
  severity: severitySchema,
  /** `declared`: another origin that the spec declares is no finding of the rule. */
  unless: z.literal('declared').optional(),
  /** Texts that documentation uses as examples: where nothing else is found, the finding is a `fix`. */
  examples: z.array(z.string().min(8)).optional(),
  /** `deny` where a `fix` that comes back after a heal of it ends the mission. */
  again: z.literal('deny').optional(),
});
export type PatternRule = z.infer<typeof patternRuleSchema>;

/** policy.yaml: what may be built and how. */
export const policySchema = z.strictObject({
  version: z.literal(1),
  stacks: z.record(
    stackSchema,
    z.strictObject({
      recipe: recipeSchema,
      packages: z.array(z.string()),
      /** Packages that an app may name in its package.json and not import. */
      tools: z.array(z.string()).optional(),
      required_files: z.array(z.string()),
    }),
  ),
  minimum_coverage_percent: z.number().min(0).max(100),
  limits: z.strictObject({
    files: z.number().int().positive(),
    file_bytes: z.number().int().positive(),
    total_bytes: z.number().int().positive(),
    path_bytes: z.number().int().positive(),
  }),
  paths: z.strictObject({ allowed_dot_folders: z.array(z.string()), allowed_dot_files: z.array(z.string()) }),
  forbidden: z.array(patternRuleSchema),
  secrets: z.array(patternRuleSchema),
});
export type Policy = z.infer<typeof policySchema>;

/** One thing the gate found; `line` counts from 1, absent for whole-file and whole-draft rules. */
export const findingSchema = z.strictObject({
  rule: ruleIdSchema,
  severity: severitySchema,
  why: z.string(),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** The gate's word on a draft: the worst severity decides; findings are at most 100, worst first, then by path and line. */
export const verdictSchema = z.strictObject({
  outcome: z.enum(['pass', 'fix', 'deny']),
  findings: z.array(findingSchema).max(100),
  policy_sha256: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;
