import * as z from 'zod';
import { Conflict, NotFound } from '../../errors.ts';
import { deletedAppSchema } from '../../wire/app-life.ts';

/** How far the end of an app has come, so that whoever finds it half-way goes on from there. */
export const appEndingSchema = deletedAppSchema.extend({
  phase: z.enum(['deleting', 'deleted', 'restoring', 'purging']),
  /** Whoever asked for it last: a user id. */
  by: z.string(),
  /** The last event of its story before this phase of its end began, by which what was told since is not told again. */
  since_seq: z.number().int().nonnegative(),
});
export type AppEnding = z.infer<typeof appEndingSchema>;

/** Added to what an open pull request says when its app is deleted; by these words a restore knows it again. */
export const closedWithApp = '_Closed by Gantry: its app was deleted._';

/** A row without its ending: that of an app which is there. */
export const withoutEnding = <T extends Ended>({ ending: _ending, ...row }: T): Omit<T, 'ending'> => row;

interface Ended {
  readonly title: string;
  readonly ending?: AppEnding | undefined;
}

/** Conflict for an app that was deleted, with the day until which it can be restored. */
export function refuseDeleted({ title, ending }: Ended): void {
  if (ending === undefined) return;
  throw new Conflict(
    'app_deleted',
    `${title} was deleted. It can be restored until ${ending.purge_at.slice(0, 10)}; restore it first.`,
    { details: { purge_at: ending.purge_at } },
  );
}

/** NotFound where an app's slug has meanwhile gone to another one. */
export function refuseAnother(app: { readonly app_id: string }, meant: string): void {
  if (app.app_id === meant) return;
  throw new NotFound('app_purged', 'That app was deleted for good; another one has its name now.');
}
