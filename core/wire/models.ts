import * as z from 'zod';

const usdSchema = z.number().nonnegative();
const tokensSchema = z.number().int().positive();

/** US dollars for a million tokens; cache reads and writes have prices of their own. */
export const tokenPriceSchema = z.strictObject({
  input: usdSchema,
  output: usdSchema,
  cache_read: usdSchema,
  cache_write: usdSchema,
});
export type TokenPrice = z.infer<typeof tokenPriceSchema>;

/** The doors that a model is reached by: Amazon Bedrock, Anthropic's API, any server that speaks OpenAI's chat completions. */
export const doorSchema = z.enum(['bedrock', 'anthropic', 'openai']);
export type Door = z.infer<typeof doorSchema>;

/** What a request may say that some models answer with an error. */
export const refusedParameterSchema = z.enum([
  'temperature',
  'top_p',
  'top_k',
  'prefill',
  'tool_choice',
  'thinking_budget',
  'thinking_off',
]);

/**
 * A family of models. `match` is the end of the ids that name it, from a separator on; a date or a version may follow, and the longest match
 * wins. `thinking`: `always` thinks by itself and takes an effort, `on-request` only when asked, which nobody does here, `never` cannot.
 * Thinking is paid as output, up to the allowance.
 */
export const modelFamilySchema = z.strictObject({
  match: z.string().min(1),
  usd_per_million_tokens: tokenPriceSchema,
  /** Dearer prices of a call whose input, cached or not, is longer than so many tokens. */
  tiers: z
    .array(z.strictObject({ above_input_tokens: tokensSchema, usd_per_million_tokens: tokenPriceSchema }))
    .default([]),
  context_tokens: tokensSchema,
  answer_tokens: tokensSchema,
  /** The shortest prompt that is cached; null where cache points are refused. */
  cache_minimum_tokens: tokensSchema.nullable(),
  thinking: z.enum(['always', 'on-request', 'never']),
  thinking_tokens: z.strictObject({
    low: z.number().int().nonnegative(),
    medium: z.number().int().nonnegative(),
    high: z.number().int().nonnegative(),
  }),
  refuses: z.array(refusedParameterSchema).default([]),
  /** Whether pictures may go along; none do where it is left out. */
  takes_pictures: z.boolean().optional(),
});
export type ModelFamily = z.infer<typeof modelFamilySchema>;

/** What ids with one of these beginnings cost, as a multiple of their family's prices. */
const surchargeSchema = z.strictObject({
  prefixes: z.array(z.string().min(1)).min(1),
  factor: z.number().min(1),
});

const rolesSchema = z.strictObject({
  author: z.array(z.string().min(1)).min(1),
  quick: z.array(z.string().min(1)).min(1),
});

const catalogueShape = {
  version: z.literal(1),
  families: z.array(modelFamilySchema).min(1),
  surcharges: z.array(surchargeSchema),
  /** Ids that do not say what they are, such as an application inference profile's ARN, and the model they stand for. */
  aliases: z.record(z.string(), z.string().min(1)),
  defaults: z.partialRecord(doorSchema, rolesSchema),
};

/** models.yaml: the one place that knows families of models, and whom each door asks when configuration names nobody. */
export const modelCatalogueSchema = z.strictObject(catalogueShape);
export type ModelCatalogue = z.infer<typeof modelCatalogueSchema>;

/** The file that GANTRY_MODELS names: what of models.yaml is otherwise, or new. */
export const catalogueOverlaySchema = z.strictObject(catalogueShape).partial().required({ version: true });
export type CatalogueOverlay = z.infer<typeof catalogueOverlaySchema>;

/** One model as it is asked: its id, and what its family is. */
export type ModelFacts = { readonly id: string } & ModelFamily;
