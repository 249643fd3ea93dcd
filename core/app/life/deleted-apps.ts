import * as z from 'zod';
import type { RecordStore } from '../../ports/record-store.ts';
import { slugSchema } from '../../wire/http.ts';
import { appIdSchema, userIdSchema } from '../../wire/ids.ts';
import type { AppRecord } from '../app.ts';

interface Deps {
  readonly records: RecordStore;
}

const deletedSchema = z.strictObject({ owner: userIdSchema, slug: slugSchema, app_id: appIdSchema });
/** An app whose end somebody has to follow. */
export type FollowedApp = z.infer<typeof deletedSchema>;

const partition = 'deleted-apps';
const pageSize = 100;

/** Remembers an app until it is restored or purged. */
export const followApp =
  (deps: Deps) =>
  async ({ owner, slug, app_id }: AppRecord, signal: AbortSignal): Promise<void> => {
    const key = { partition, sort: app_id };
    await deps.records.put(key, { owner, slug, app_id }, { condition: { kind: 'any' } }, signal);
  };

/** Forgets an app that is no longer on its way out. */
export const unfollowApp =
  (deps: Deps) =>
  async ({ app_id }: Pick<AppRecord, 'app_id'>, signal: AbortSignal): Promise<void> => {
    await deps.records.remove({ partition, sort: app_id }, { kind: 'any' }, signal);
  };

/** Every deleted app of the installation that was neither restored nor purged. */
export async function* followedApps(deps: Deps, signal: AbortSignal): AsyncGenerator<FollowedApp> {
  for (let cursor: string | undefined; ; ) {
    const range = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
    const page = await deps.records.list(partition, range, deletedSchema, signal);
    for (const { value } of page) yield value;
    cursor = page.at(-1)?.key.sort;
    if (page.length < pageSize) return;
  }
}
