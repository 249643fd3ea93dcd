import * as z from 'zod';

const perMinute = z.number().int().positive();
const usdSchema = z.number().nonnegative();

/** What is left of a time's budget; what is held for work under way is not left. */
const allowanceSchema = z.strictObject({
  cap_usd: usdSchema,
  used_usd: usdSchema,
  held_usd: usdSchema,
  left_usd: usdSchema,
  renews_at: z.iso.datetime(),
});

/** Requests a minute, and missions at once. */
export const limitsSchema = z.strictObject({
  reads_per_minute: perMinute,
  builds_per_minute: perMinute,
  key_reads_per_minute: perMinute,
  key_builds_per_minute: perMinute,
  address_per_minute: perMinute,
  sign_ins_per_minute: perMinute,
  missions_at_once: z.number().int().positive(),
});

/** A user's budgets; a mission's cap is for each, and `retry` may give another. */
export const budgetSchema = z.strictObject({
  mission_usd: usdSchema,
  daily: allowanceSchema,
  monthly: allowanceSchema,
});
export type BudgetView = z.infer<typeof budgetSchema>;
