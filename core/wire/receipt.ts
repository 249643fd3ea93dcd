import * as z from 'zod';
import { missionIdSchema, sha256Schema } from './ids.ts';

const usdSchema = z.number().nonnegative();

/** One thing that was paid for. `spent_usd` is null where nobody said what it cost: it then counts as reserved. */
const receiptLineSchema = z.strictObject({
  kind: z.enum(['call', 'pod']),
  step: z.string(),
  model_id: z.string().nullable(),
  reserved_usd: usdSchema,
  spent_usd: usdSchema.nullable(),
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  /** How long it took; null while it goes on. */
  seconds: z.number().nonnegative().nullable(),
});
export type ReceiptLine = z.infer<typeof receiptLineSchema>;

/** What a mission spent of its budget, as it stood when the mission ended. */
export const receiptSchema = z.strictObject({
  budget_usd: usdSchema,
  spent_usd: usdSchema,
  pod_seconds: z.number().nonnegative(),
  lines: z.array(receiptLineSchema),
  /** Lines beyond what an event holds; `spent_usd` has them in. */
  left_out: z.number().int().nonnegative(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** What is stored of a mission that stopped, for a retry to go on from; null where there is no draft. */
export const checkpointSchema = z.strictObject({
  mission_id: missionIdSchema,
  attempt: z.number().int().nonnegative(),
  tree_sha256: sha256Schema,
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
