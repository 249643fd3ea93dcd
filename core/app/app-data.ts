import type * as z from 'zod';
import type { DataDeps } from '../data/apps-data.ts';
import type { AskSql } from '../data/ask-sql.ts';
import { exportSql } from '../data/export-sql.ts';
import { listTables, readTable } from '../data/read-tables.ts';
import { loadDraft } from '../draft/draft-store.ts';
import { Conflict, NotFound } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { RestorePoint } from '../ports/restore-points.ts';
import type {
  RestorePointView,
  restorePointListSchema,
  tableListSchema,
  tableRowsSchema,
} from '../wire/app-data.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { AppRecord } from './app.ts';
import { appendAppFact } from './append-app-fact.ts';
import { refuseDeleted } from './life/app-ending.ts';
import { inLiveTurn } from './life/live-app.ts';

export interface AppDataDeps extends MissionLogDeps, DataDeps {
  readonly records: RecordStore;
  readonly objects: ObjectStore;
}

/** Production's data; undefined where the app keeps none. That of a deleted app lies aside, and nobody is told that there is none. */
async function openLive(deps: DataDeps, app: AppRecord, signal: AbortSignal): Promise<AskSql | undefined> {
  refuseDeleted(app);
  return deps.appDatabase?.open({ appId: app.app_id }, signal);
}

/** The tables of production. */
export const viewTables =
  (deps: DataDeps) =>
  async (app: AppRecord, signal: AbortSignal): Promise<z.infer<typeof tableListSchema>> => {
    const ask = await openLive(deps, app, signal);
    return { tables: ask === undefined ? [] : await listTables(ask)(signal) };
  };

/** The last rows of a table; NotFound where the app has no table of that name. */
export const viewTable =
  (deps: DataDeps) =>
  async (app: AppRecord, table: string, signal: AbortSignal): Promise<z.infer<typeof tableRowsSchema>> => {
    const ask = await openLive(deps, app, signal);
    const view = ask && (await readTable(ask)(table, signal));
    if (view === undefined)
      throw new NotFound('table_not_found', `${app.slug} has no table ${table.slice(0, 80)}.`);
    return { table, columns: [...view.columns], rows: view.rows.map((row) => [...row]) };
  };

/** Characters of an answer: a function of AWS says no more than 6 MB, JSON and all, and the embedded database 32. */
const mostFromLambda = 4_000_000;
const mostLocally = 24_000_000;

/** All of production as SQL; NotFound where the app keeps no data. */
export const exportData =
  (deps: DataDeps) =>
  async (app: AppRecord, signal: AbortSignal): Promise<string> => {
    const ask = await openLive(deps, app, signal);
    if (ask === undefined) throw noData(app.slug);
    const most = deps.appDatabase?.name === 'local' ? mostLocally : mostFromLambda;
    return exportSql(ask, most)(signal);
  };

/** Moments that production can go back to. */
export const viewRestorePoints =
  (deps: DataDeps) =>
  async (app: AppRecord, signal: AbortSignal): Promise<z.infer<typeof restorePointListSchema>> => {
    refuseDeleted(app);
    const points = (await deps.appDatabase?.list(app.app_id, signal)) ?? [];
    return { restore_points: points.map(viewPoint) };
  };

interface Restoring {
  readonly actor: string;
  readonly app: AppRecord;
  readonly restorePointId: string;
}

/**
 * Makes production's data what it was at a restore point, brought on to the tables of the newest version, and answers the point that was kept of what
 * this undoes. Nobody else changes production meanwhile; whoever asks while somebody else goes back to the same point gets what that one got.
 */
export const restoreData =
  (deps: AppDataDeps) =>
  async (input: Restoring, { signal }: { readonly signal: AbortSignal }): Promise<RestorePointView> => {
    const { app, restorePointId } = input;
    refuseDeleted(app);
    const { appDatabase: database } = deps;
    if (database === undefined) throw noData(app.slug);
    const { length: seen } = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
    return inLiveTurn(deps)(
      app,
      async (live, held) => {
        const since = await deps.eventLog.read(app.app_id, { afterSeq: seen }, held);
        const restored = since.findLast(({ event }) => event === 'data-restored')?.data;
        const points = await database.list(app.app_id, held);
        const kept = points.find(({ restorePointId: id }) => id === restored?.kept);
        if (kept !== undefined && restored?.restore_point_id === restorePointId) return viewPoint(kept);
        return viewPoint(await goBack(deps, { ...input, app: live, database }, held));
      },
      signal,
    );
  };

async function goBack(
  deps: AppDataDeps,
  {
    actor,
    app,
    restorePointId,
    database,
  }: Restoring & { readonly database: NonNullable<DataDeps['appDatabase']> },
  signal: AbortSignal,
): Promise<RestorePoint> {
  const files = await latestFiles(deps, app, signal);
  const tried = await database.rehearse(app.app_id, restorePointId, files, signal);
  if (tried.kind === 'refused')
    throw new Conflict(
      'restore_refused',
      `That data cannot be upgraded to the tables that the app has now. ${tried.message}`,
    );
  const undone = await database.restore(app.app_id, restorePointId, signal);
  await database.migrate({ appId: app.app_id }, files, signal);
  const fact = {
    event: 'data-restored',
    message: 'The data went back to an earlier moment; what that undid was kept.',
    data: {
      mission_id: app.live_mission ?? app.born_of,
      restore_point_id: restorePointId,
      kept: undone.restorePointId,
    },
  } as const;
  await appendAppFact(deps)(app.app_id, actor, fact, signal);
  return undone;
}

/**
 * The tree that production's tables were last brought to, which may be newer than what is live: a roll-back leaves data alone, and older code works
 * on tables that only grew. None where nothing was merged.
 */
async function latestFiles(
  deps: AppDataDeps,
  app: AppRecord,
  signal: AbortSignal,
): Promise<readonly SourceFile[]> {
  const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
  const last = events.findLast(({ event }) => event === 'data-migrated')?.data.mission_id;
  const version = app.versions.find(({ mission_id }) => mission_id === last);
  return version === undefined ? [] : (await loadDraft(deps)(version.mission_id, version, signal)).files;
}

const viewPoint = ({ restorePointId, keptAt, reason }: RestorePoint): RestorePointView => ({
  restore_point_id: restorePointId,
  kept_at: keptAt,
  // One that was kept by a restore names the moment that it went back to.
  reason: reason.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, sayMoment),
});

const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const sayMoment = (at: string): string => `${moments.format(new Date(at))} UTC`;

const noData = (slug: string): NotFound => new NotFound('no_data', `${slug} keeps no data.`);
