import * as z from 'zod';

/** The stacks that recipes exist for; policy.yaml says what each may do. */
export const stackSchema = z.enum(['static', 'node', 'python']);
export type Stack = z.infer<typeof stackSchema>;

/** One source file; `path` is judged by the gate's path rules, not here, so that a bad one is denied by rule id. */
export const sourceFileSchema = z.strictObject({ path: z.string().min(1), content: z.string() });
export type SourceFile = z.infer<typeof sourceFileSchema>;

export const draftAppSchema = z.strictObject({
  slug: z
    .string()
    .min(1)
    .max(64)
    .describe('A wish for the short name in URLs: lower case words joined by hyphens.'),
  title: z.string().min(1).max(80),
  summary: z.string().min(1).max(400).describe('One or two sentences on what the app does.'),
});

/** What a model must give for a first draft or an extension: every file of the app, whole. */
export const draftSchema = z.strictObject({
  app: draftAppSchema,
  stack: stackSchema,
  files: z.array(sourceFileSchema).min(1),
  notes: z
    .string()
    .max(4_000)
    .describe('What a reviewer should know, and anything asked for that is left out.'),
});
export type Draft = z.infer<typeof draftSchema>;

/** What a heal gives: only the files that change; null deletes one. */
export const healSchema = z.strictObject({
  diagnosis: z.string().min(1).max(4_000),
  files: z.array(z.strictObject({ path: z.string().min(1), content: z.string().nullable() })).min(1),
});
export type Heal = z.infer<typeof healSchema>;
