import * as z from 'zod';

const usageSchema = z.strictObject({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  cacheReadTokens: z.number().int().nonnegative(),
  cacheWriteTokens: z.number().int().nonnegative(),
});

/** Which model answered and what it took. */
export const spentSchema = { model_id: z.string(), usage: usageSchema };

/**
 * What a skill that asks the model came back with: an answer that fits `schema`, one that the model would not give, or one that does not fit even
 * when asked again (`why` is for the log).
 */
export function modelOutcomeSchema<T extends z.ZodType>(schema: T) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('answered'), answer: schema, ...spentSchema }),
    z.strictObject({ kind: z.literal('refused'), text: z.string(), ...spentSchema }),
    z.strictObject({ kind: z.literal('unreadable'), why: z.string(), ...spentSchema }),
  ]);
}

export type ModelOutcome<T> = { readonly model_id: string; readonly usage: z.infer<typeof usageSchema> } & (
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly why: string }
);
