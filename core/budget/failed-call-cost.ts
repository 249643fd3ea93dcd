import * as z from 'zod';
import { isGantryError } from '../errors.ts';
import { costMicroUsd } from './budgets.ts';
import { costOf } from './price-model.ts';

const usageSchema = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
});
const failureSchema = z.object({ modelId: z.string(), usage: usageSchema });
const detailsSchema = z.object({ failures: z.array(z.unknown()) });

/** What models of the list say that an answer cost which was paid for and is no good. */
export function toldCostMicroUsd(error: unknown): number {
  const details = detailsSchema.safeParse(isGantryError(error) ? error.details : undefined);
  if (!details.success) return 0;
  const told = details.data.failures.flatMap((failure) => failureSchema.safeParse(failure).data ?? []);
  return told.reduce((sum, { modelId, usage }) => sum + costMicroUsd(costOf(modelId, usage).usd), 0);
}
