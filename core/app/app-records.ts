import { Conflict, NotFound } from '../errors.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { UserId } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { appRecordSchema } from './app.ts';

interface Deps {
  readonly records: RecordStore;
}

const maxApps = 1_000;
const maxRaces = 10;
const keyOf = (owner: UserId, slug: string) => ({ partition: `apps#${owner}`, sort: slug });

/** An owner's app by slug, or undefined. */
export const findApp =
  (deps: Deps) =>
  async (owner: UserId, slug: string, signal: AbortSignal): Promise<AppRecord | undefined> =>
    (await deps.records.get(keyOf(owner, slug), appRecordSchema, signal))?.value;

/** An owner's app by slug; NotFound for an unknown one and for somebody else's. */
export const requireApp =
  (deps: Deps) =>
  async (owner: UserId, slug: string, signal: AbortSignal): Promise<AppRecord> => {
    const app = await findApp(deps)(owner, slug, signal);
    if (app === undefined) throw new NotFound('app_not_found', 'You have no app with that name.');
    return app;
  };

/** All of an owner's apps by slug. */
export const listApps =
  (deps: Deps) =>
  async (owner: UserId, signal: AbortSignal): Promise<AppRecord[]> =>
    (await deps.records.list(`apps#${owner}`, { limit: maxApps }, appRecordSchema, signal)).map(
      (record) => record.value,
    );

/** Takes a slug for a new app; `taken` when another app has it. */
export const claimApp =
  (deps: Deps) =>
  async (app: AppRecord, signal: AbortSignal): Promise<'claimed' | 'taken'> => {
    const answer = await deps.records.put(
      keyOf(app.owner, app.slug),
      app,
      { condition: { kind: 'absent' } },
      signal,
    );
    return answer === 'lost' ? 'taken' : 'claimed';
  };

/** Changes an app's row by compare and swap; answers the row as it is then. */
export const changeApp =
  (deps: Deps) =>
  async (
    owner: UserId,
    slug: string,
    change: (app: AppRecord) => AppRecord,
    signal: AbortSignal,
  ): Promise<AppRecord> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const found = await deps.records.get(keyOf(owner, slug), appRecordSchema, signal);
      if (found === undefined) throw new NotFound('app_not_found', 'You have no app with that name.');
      const next = change(found.value);
      const condition = { kind: 'revision', revision: found.revision } as const;
      if ((await deps.records.put(found.key, next, { condition }, signal)) !== 'lost') return next;
    }
    throw new Conflict('app_busy', 'The app was changed at the same moment. Try again.');
  };

/** Takes an app's row away, after which its slug is free; one that is another app's by now stays. */
export const removeApp =
  (deps: Deps) =>
  async ({ owner, slug, app_id }: AppRecord, signal: AbortSignal): Promise<void> => {
    const found = await deps.records.get(keyOf(owner, slug), appRecordSchema, signal);
    if (found?.value.app_id !== app_id) return;
    await deps.records.remove(found.key, { kind: 'revision', revision: found.revision }, signal);
  };
