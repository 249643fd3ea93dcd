import * as z from 'zod';
import type { Repository } from '../ports/code-host.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { slugSchema } from '../wire/http.ts';
import { appIdSchema, userIdSchema } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { changeApp, findApp } from './app-records.ts';

interface Deps {
  readonly records: RecordStore;
}

/** A repository as its host speaks of it. */
export interface NamedRepository {
  readonly repositoryId: string;
  /** `owner/name`. */
  readonly repository: string;
}

/** Entries of before name no id; a slug may go to another app once the first is deleted for good. */
const entrySchema = z.strictObject({ owner: userIdSchema, slug: slugSchema, app_id: appIdSchema.optional() });

const keyOf = (id: string) => ({ partition: `repository-id#${id}`, sort: 'app' });

/** Version 0.1 knew repositories by their names, which a person may change and another repository may be given. GitHub's ignore case. */
const oldKeyOf = (name: string) => ({ partition: `repository#${name.toLowerCase()}`, sort: 'app' });

/** Remembers whose app a repository holds, so that what its host says about it finds the app whatever it is called then. */
export const noteRepositoryApp =
  (deps: Deps) =>
  async (
    { id }: Repository,
    { owner, slug, app_id }: Pick<AppRecord, 'owner' | 'slug' | 'app_id'>,
    signal: AbortSignal,
  ): Promise<void> => {
    await deps.records.put(keyOf(id), { owner, slug, app_id }, { condition: { kind: 'any' } }, signal);
  };

/** The app that a repository holds, which knows its present name from then on; undefined for a repository that Gantry did not make. */
export const appOfRepository =
  (deps: Deps) =>
  async (
    { repositoryId, repository }: NamedRepository,
    signal: AbortSignal,
  ): Promise<AppRecord | undefined> => {
    const entry =
      (await deps.records.get(keyOf(repositoryId), entrySchema, signal)) ??
      (await deps.records.get(oldKeyOf(repository), entrySchema, signal));
    const app = entry && (await findApp(deps)(entry.value.owner, entry.value.slug, signal));
    if (app !== undefined && app.app_id !== (entry?.value.app_id ?? app.app_id)) return undefined;
    if (app === undefined || app.repository?.toLowerCase() === repository.toLowerCase()) return app;
    return changeApp(deps)(app.owner, app.slug, (row) => ({ ...row, repository }), signal);
  };
