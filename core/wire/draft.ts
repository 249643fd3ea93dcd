import * as z from 'zod';
import { sha256Schema } from './ids.ts';

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

/** Something that was asked for and is not to be had here. */
export const leftOutSchema = z.strictObject({
  what: z.string().min(1).max(200),
  why: z.string().min(1).max(400),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** A file of a stored draft that Gantry wrote, not its author. */
export const addedFileSchema = z.strictObject({ path: z.string().min(1), sha256: sha256Schema });
export type AddedFile = z.infer<typeof addedFileSchema>;

/** An app as it is stored: every file whole, and what its author says of it. */
export const draftSchema = z.strictObject({
  app: draftAppSchema,
  stack: stackSchema,
  files: z.array(sourceFileSchema).min(1),
  notes: z.string().max(4_000),
  left_out: z.array(leftOutSchema).max(20).default([]),
});
export type Draft = z.infer<typeof draftSchema>;

/** The first block of a draft: what the app is, and the paths of every file that will follow. */
export const plannedAppSchema = draftAppSchema.extend({
  stack: stackSchema,
  files: z.array(z.string().min(1)).max(1_000).default([]),
});
export type PlannedApp = z.infer<typeof plannedAppSchema>;

/** Why something cannot be built here, and what could be instead. */
export const cannotSchema = z.strictObject({
  why: z.string().min(1).max(1_000),
  nearest: z.string().max(1_000),
});
export type Cannot = z.infer<typeof cannotSchema>;
