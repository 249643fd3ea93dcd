import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { slugSchema } from '../wire/http.ts';
import { userIdSchema } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';

interface Deps {
  readonly records: RecordStore;
}

/** What nobody decided on for so long is left to its delivery. */
const watchedMs = 90 * 86_400_000;

const watchedSchema = z.strictObject({
  owner: userIdSchema,
  slug: slugSchema,
  number: z.number().int().positive(),
});
/** A pull request that nobody has decided on yet, as far as Gantry knows. */
export type WatchedPull = z.infer<typeof watchedSchema>;

const partition = 'watched-pulls';
const pageSize = 100;
const sortOf = ({ owner, slug, number }: WatchedPull): string => `${owner}#${slug}#${number}`;

/** Remembers a pull request until it is decided, so that a merge is found also where its delivery was lost. */
export const watchPull =
  (deps: Deps & { readonly clock: Clock }) =>
  async (
    { owner, slug }: Pick<AppRecord, 'owner' | 'slug'>,
    number: number,
    signal: AbortSignal,
  ): Promise<void> => {
    const watched = { owner, slug, number };
    const key = { partition, sort: sortOf(watched) };
    const options = { condition: { kind: 'any' }, expiresAtMs: deps.clock.nowMs() + watchedMs } as const;
    await deps.records.put(key, watched, options, signal);
  };

/** Forgets a pull request that was decided. */
export const unwatchPull =
  (deps: Deps) =>
  async (watched: WatchedPull, signal: AbortSignal): Promise<void> => {
    await deps.records.remove({ partition, sort: sortOf(watched) }, { kind: 'any' }, signal);
  };

/** Every pull request of the installation that is not decided. */
export async function* watchedPulls(deps: Deps, signal: AbortSignal): AsyncGenerator<WatchedPull> {
  for (let cursor: string | undefined; ; ) {
    const range = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
    const page = await deps.records.list(partition, range, watchedSchema, signal);
    for (const { value } of page) yield value;
    cursor = page.at(-1)?.key.sort;
    if (page.length < pageSize) return;
  }
}
