import * as z from 'zod';
import { isGantryError } from '../errors.ts';
import type { Model } from '../ports/model.ts';
import { costMicroUsd } from './budgets.ts';
import { costOf } from './price-model.ts';

const usageSchema = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
});
const detailsSchema = z.object({ unpaid: z.array(z.object({ modelId: z.string(), usage: usageSchema })) });

/** What the attempts that an error tells of cost, each at its own model's price; undefined where it tells nothing. */
export function toldCostMicroUsd(model: Pick<Model, 'models'>, error: unknown): number | undefined {
  const details = detailsSchema.safeParse(isGantryError(error) ? error.details : undefined);
  return details.data?.unpaid.reduce(
    (sum, { modelId, usage }) => sum + costMicroUsd(costOf(model, modelId, usage).usd),
    0,
  );
}
