import * as z from 'zod';
import type { RecordStore } from '../ports/record-store.ts';
import { slugSchema } from '../wire/http.ts';
import { userIdSchema } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { findApp } from './app-records.ts';

interface Deps {
  readonly records: RecordStore;
}

const entrySchema = z.strictObject({ owner: userIdSchema, slug: slugSchema });

/** GitHub's names ignore case. */
const keyOf = (repository: string) => ({
  partition: `repository#${repository.toLowerCase()}`,
  sort: 'app',
});

/** Remembers whose app a repository holds, so that what its host says about it finds the app. */
export const noteRepositoryApp =
  (deps: Deps) =>
  async (
    repository: string,
    { owner, slug }: Pick<AppRecord, 'owner' | 'slug'>,
    signal: AbortSignal,
  ): Promise<void> => {
    await deps.records.put(keyOf(repository), { owner, slug }, { condition: { kind: 'any' } }, signal);
  };

/** The app that a repository holds, or undefined for a repository that Gantry did not make. */
export const appOfRepository =
  (deps: Deps) =>
  async (repository: string, signal: AbortSignal): Promise<AppRecord | undefined> => {
    const entry = (await deps.records.get(keyOf(repository), entrySchema, signal))?.value;
    return entry === undefined ? undefined : findApp(deps)(entry.owner, entry.slug, signal);
  };
