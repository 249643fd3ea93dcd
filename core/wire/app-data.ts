import * as z from 'zod';

/** The tables of an app's production data; none where it keeps no data. */
export const tableListSchema = z.strictObject({
  tables: z.array(z.strictObject({ name: z.string(), rows: z.number().int().nonnegative() })),
});

/** The last rows of a table; values are their texts, cut at 1,000 characters. */
export const tableRowsSchema = z.strictObject({
  table: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string().nullable())),
});

export const restorePointSchema = z.strictObject({
  restore_point_id: z.string(),
  kept_at: z.iso.datetime(),
  reason: z.string(),
});
export type RestorePointView = z.infer<typeof restorePointSchema>;

/** Newest first. */
export const restorePointListSchema = z.strictObject({ restore_points: z.array(restorePointSchema) });

export const restoreRequestSchema = z.strictObject({ restore_point_id: z.string().min(1).max(200) });
