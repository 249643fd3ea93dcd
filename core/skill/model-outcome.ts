import * as z from 'zod';

const usageSchema = z.strictObject({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  cacheReadTokens: z.number().int().nonnegative(),
  cacheWriteTokens: z.number().int().nonnegative(),
});

/**
 * What a skill that asks the model came back with: an answer that fits `schema`, one that was cut off by maxTokens, one that the model
 * would not give, or one that does not fit (`why` is for the log and for the next try).
 */
export function modelOutcomeSchema<T extends z.ZodType>(schema: T) {
  const spent = { model_id: z.string(), usage: usageSchema };
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('answered'), answer: schema, ...spent }),
    z.strictObject({ kind: z.literal('cut-off'), partial: z.string(), ...spent }),
    z.strictObject({ kind: z.literal('refused'), text: z.string(), ...spent }),
    z.strictObject({ kind: z.literal('unreadable'), why: z.string(), ...spent }),
  ]);
}

export type ModelOutcome<T> = { readonly model_id: string; readonly usage: z.infer<typeof usageSchema> } & (
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'cut-off'; readonly partial: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly why: string }
);
