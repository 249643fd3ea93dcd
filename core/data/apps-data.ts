import { DependencyRefused } from '../errors.ts';
import type { AppDatabase, DataBranch } from '../ports/app-database.ts';
import type { RestorePoints } from '../ports/restore-points.ts';
import type { SourceFile } from '../wire/draft.ts';
import { migrationPath } from './plan-migrations.ts';

/** What keeps the data of apps; undefined where this installation keeps none. */
export interface DataDeps {
  readonly appDatabase: (AppDatabase & RestorePoints) | undefined;
}

/** Variables of a deployment's functions. */
export type DataEnvironment = Readonly<Record<string, string>>;

/** How production's data came to what a version needs. */
export type ProductionData =
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly ran: readonly string[]; readonly restorePointId: string }
  | { readonly kind: 'refused'; readonly message: string };

const keepsData = (files: readonly SourceFile[]): boolean =>
  files.some(({ path }) => migrationPath.test(path));

/** Gives a mission's preview a database of its own, which is empty but for its tables; what is live is never read. */
export const previewData =
  (deps: DataDeps) =>
  async (
    { files, ...branch }: Required<DataBranch> & { readonly files: readonly SourceFile[] },
    signal: AbortSignal,
  ): Promise<DataEnvironment> => {
    if (!keepsData(files)) return {};
    const database = requireDatabase(deps);
    const { databaseUrl } = await database.ensureBranch(branch, signal);
    const outcome = await database.migrate(branch, files, signal);
    if (outcome.kind === 'refused') throw new DependencyRefused('migration_refused', outcome.message);
    return { DATABASE_URL: databaseUrl };
  };

/**
 * Brings production's data to a merged tree. What is live is kept first, and the migrations are tried on a copy of just that; only where they
 * run there do they run on production. A refusal has changed nothing.
 */
export const productionData =
  (deps: DataDeps) =>
  async (
    {
      appId,
      files,
      reason,
    }: Pick<DataBranch, 'appId'> & { readonly files: readonly SourceFile[]; readonly reason: string },
    signal: AbortSignal,
  ): Promise<ProductionData> => {
    if (!keepsData(files)) return { kind: 'none' };
    const database = requireDatabase(deps);
    await database.ensureBranch({ appId }, signal);
    const { restorePointId } = await database.keep(appId, reason, signal);
    const tried = await database.rehearse(appId, restorePointId, files, signal);
    if (tried.kind === 'refused') return tried;
    const outcome = await database.migrate({ appId }, files, signal);
    return outcome.kind === 'refused' ? outcome : { kind: 'ready', ran: outcome.ran, restorePointId };
  };

/** What an app's production functions are told of its data: nothing where it has none. */
export const productionEnvironment =
  ({ appDatabase }: DataDeps) =>
  async (branch: Pick<DataBranch, 'appId'>, signal: AbortSignal): Promise<DataEnvironment> => {
    if (appDatabase === undefined || (await appDatabase.open(branch, signal)) === undefined) return {};
    return { DATABASE_URL: (await appDatabase.ensureBranch(branch, signal)).databaseUrl };
  };

function requireDatabase({ appDatabase }: DataDeps): NonNullable<DataDeps['appDatabase']> {
  if (appDatabase !== undefined) return appDatabase;
  throw new DependencyRefused(
    'no_database',
    'This installation keeps no data for apps: connect Neon by its API key, or build on the local app host.',
  );
}
