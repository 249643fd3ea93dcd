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

/** Environment variables that a function's own process may be given; none of those that say how its engine loads code. */
const variableNameSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/)
  .refine((name) => !/^(?:NODE|LD|PYTHON)/.test(name) && !['PATH', 'HOME', 'TMPDIR', 'LANG'].includes(name), {
    error: 'Choose another name: engines read this variable themselves.',
  });

/** The only connections that a function has: Unix sockets of the machine, by a name of their own. */
const socketNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,19}$/);

/** What a caller of functions is given: what the function may import, which of the files answers, and what else it may reach. */
export const functionCallSchema = z.strictObject({
  file: z.string().regex(/^api\/[^\0]+\.(?:mjs|js|mts|ts|py)$/),
  files: z.array(z.strictObject({ path: z.string(), bytes: bytesSchema })).min(1),
  request: functionRequestSchema,
  /** Values, in which `{socket:NAME}` stands for where the function finds that socket. */
  environment: z.record(variableNameSchema, z.string().max(8_192)).optional(),
  /** Paths of the sockets, as whoever isolates the function sees them. */
  sockets: z.record(socketNameSchema, z.string().startsWith('/')).optional(),
});
export type FunctionCall = z.infer<typeof functionCallSchema>;

/** What the function says; the app's own claim, bounded and nothing more. */
export const functionAnswerSchema = z.strictObject({
  status: z.number().int().min(200).max(599),
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/)),
  body: bytesSchema,
});
export type FunctionAnswer = z.infer<typeof functionAnswerSchema>;

/** What the function printed and threw: the last lines, without control characters. */
const functionLogSchema = z.array(z.string()).max(200).optional();

/** How a call came out; `handler`: the module exports nothing that answers requests, which for a Python file means that it is a helper. */
export const functionOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), answer: functionAnswerSchema, log: functionLogSchema }),
  z.strictObject({
    kind: z.literal('failed'),
    because: z.enum(['time', 'memory', 'error', 'handler']),
    log: functionLogSchema,
  }),
]);
export type FunctionOutcome = z.infer<typeof functionOutcomeSchema>;
