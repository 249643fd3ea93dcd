import * as z from 'zod';

const bytesSchema = z.base64();

/** One request to a server function of an app; `url` is path and query, header names are in lower case. */
export const functionRequestSchema = z.strictObject({
  method: z.string().regex(/^[A-Z]{1,20}$/),
  url: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()),
  body: bytesSchema,
});
export type FunctionRequest = z.infer<typeof functionRequestSchema>;

/** What a caller of functions is given on its standard input: the whole artifact, and which of its files answers. */
export const functionCallSchema = z.strictObject({
  file: z.string().regex(/^api\/[^\0]+\.(?:js|mjs|py)$/),
  files: z.array(z.strictObject({ path: z.string(), bytes: bytesSchema })).min(1),
  request: functionRequestSchema,
});
export type FunctionCall = z.infer<typeof functionCallSchema>;

/** What the function says; the app's own claim, bounded and nothing more. */
export const functionAnswerSchema = z.strictObject({
  status: z.number().int().min(200).max(599),
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/)),
  body: bytesSchema,
});
export type FunctionAnswer = z.infer<typeof functionAnswerSchema>;

/** How a call came out. */
export const functionOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), answer: functionAnswerSchema }),
  z.strictObject({ kind: z.literal('failed'), because: z.enum(['time', 'memory', 'error']) }),
]);
export type FunctionOutcome = z.infer<typeof functionOutcomeSchema>;
