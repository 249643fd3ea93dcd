import * as z from 'zod';
import { controls, unseen, writtenPattern } from './written-pattern.ts';

/** How long a deleted app can be restored. */
export const keptDays = 7;

/**
 * Typed by whoever deletes it: the slug of the app, letter for letter. It may come in the body or in the query, since some that stand between a
 * client and Gantry drop the body of a DELETE.
 */
export const deleteAppSchema = z.strictObject({ confirm: z.string().max(100).optional() });

/** Since when an app is deleted, and until when it can be restored. */
export const deletedAppSchema = z.strictObject({ deleted_at: z.iso.datetime(), purge_at: z.iso.datetime() });
export type DeletedApp = z.infer<typeof deletedAppSchema>;

/** `deleted=1` lists the apps that can still be restored, in place of the others. */
export const appsQuerySchema = z.strictObject({ deleted: z.literal('1').optional() });

/** A title that a person gives; it is shown in lists, on terminals and read aloud. */
const titleSchema = z
  .string()
  .max(80, 'A title has at most 80 characters.')
  .trim()
  .min(1, 'Give a title.')
  .refine((title) => title.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(title), {
    message: 'Leave out control characters and what cannot be seen.',
  })
  .meta({ pattern: writtenPattern(controls + unseen) });

/** What its owner changes about an app: its title, and whether anybody may see its badge and its feed. */
export const changeAppSchema = z
  .strictObject({ title: titleSchema.optional(), public_story: z.boolean().optional() })
  .refine(({ title, public_story }) => title !== undefined || public_story !== undefined, {
    message: 'Give a title, or say whether the story is public.',
  })
  .meta({ minProperties: 1 });
