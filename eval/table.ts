import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { checkCountsSchema } from '../core/wire/check.ts';

/** Where a mission's seconds went, in the order that it goes through them. */
export const stageNames = ['specify', 'write', 'gate', 'heal', 'build', 'deploy', 'propose'] as const;
export type StageName = (typeof stageNames)[number];

/** What became of one memo, once. */
export const rowSchema = z.strictObject({
  memo: z.string(),
  run: z.number().int().positive(),
  ended: z.string(),
  /** Null where nothing was agreed. */
  checks: checkCountsSchema.nullable(),
  /** The step and the words of what each heal was for. */
  heals: z.array(z.string()),
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  usd: z.number().nonnegative(),
  seconds: z.number().nonnegative(),
  stage_seconds: z.partialRecord(z.enum(stageNames), z.number().nonnegative()),
  left_out: z.array(z.string()),
  /** Why it did not make it, in the words that its owner gets. */
  failure: z.string().nullable(),
});
export type Row = z.infer<typeof rowSchema>;

/** What an evaluation leaves behind, to be compared with another. */
export const tableSchema = z.strictObject({
  version: z.literal(1),
  made_at: z.iso.datetime(),
  model: z.string(),
  gantry: z.string(),
  rows: z.array(rowSchema).min(1),
});
export type Table = z.infer<typeof tableSchema>;

/** A table from its file; throws in words where the file holds none. */
export function readTable(path: string): Table {
  const read = tableSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!read.success)
    throw new Error(`${path} holds no table of npm run eval: ${z.prettifyError(read.error)}`);
  return read.data;
}
