import * as z from 'zod';
import { checkSchema } from './check.ts';
import { leftOutSchema, stackSchema } from './draft.ts';
import { originSchema } from './origin.ts';
import { secretNameSchema } from './secret.ts';

/** A table, or a column as `table.column`, of an app's data. */
export const dropSchema = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}(?:\.[a-z_][a-z0-9_]{0,62})?$/, 'Name a table, or a column as table.column.');

/** What an app needs beside its own code: a database, secrets that its owner sets, and places outside that it talks to. */
export const needsSchema = z.strictObject({
  data: z.boolean(),
  secrets: z
    .array(
      z.strictObject({
        name: secretNameSchema,
        why: z.string().min(1).max(300),
      }),
    )
    .max(20),
  origins: z
    .array(
      z.strictObject({
        origin: originSchema,
        by: z.enum(['page', 'function']),
        why: z.string().min(1).max(300),
      }),
    )
    .max(20),
  /** What a change takes away for good of the data that people left in the app; only with its owner's yes to a plan that names it. */
  drops: z.array(dropSchema).max(20).optional(),
});
export type Needs = z.infer<typeof needsSchema>;

/** The needs of an app that has none, and of every one of version 0.1. */
export const needsNothing: Needs = { data: false, secrets: [], origins: [] };

/** What is agreed before a line is written; frozen by its hash. */
export const specSchema = z.strictObject({
  title: z.string().min(1).max(80),
  stack: stackSchema,
  features: z.array(z.string().min(1).max(120)).max(40),
  needs: needsSchema,
  left_out: z.array(leftOutSchema).max(20),
  checks: z.array(checkSchema).max(24),
});
export type Spec = z.infer<typeof specSchema>;
