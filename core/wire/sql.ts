import * as z from 'zod';

/** One statement and the values that are bound to its `$1`, `$2`, …; never more than one statement. */
export const sqlQuerySchema = z.object({
  query: z.string().min(1),
  params: z.array(z.json()).default([]),
});
export type SqlQuery = z.input<typeof sqlQuerySchema>;

/** What is posted to `/sql`, as Neon has it: one query, or several that are one transaction. */
export const sqlRequestSchema = z.union([z.object({ queries: z.array(sqlQuerySchema) }), sqlQuerySchema]);

/** What a statement gave; each value is its text, or null. */
export const sqlResultSchema = z.object({
  command: z.string(),
  rowCount: z.number().int().nullable(),
  fields: z.array(z.object({ name: z.string(), dataTypeID: z.number().int() })),
  rows: z.array(z.array(z.string().nullable())),
});
export type SqlResult = z.infer<typeof sqlResultSchema>;

/** What a transaction gave, one result a query. */
export const sqlResultsSchema = z.object({ results: z.array(sqlResultSchema) });

/** Why a database refused, in its own words; `code` is its SQLSTATE. */
export const sqlRefusalSchema = z.object({
  message: z.string(),
  code: z.string().nullish(),
  detail: z.string().nullish(),
});
export type SqlRefusal = z.infer<typeof sqlRefusalSchema>;

/** The headers that make answers rows of texts, which is what is read here. */
export const sqlHeaders = { 'Neon-Raw-Text-Output': 'true', 'Neon-Array-Mode': 'true' } as const;
