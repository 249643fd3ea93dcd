import type { MigrationOutcome } from '../data/run-migrations.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { AppId } from '../wire/ids.ts';

/** An app's production data as it was at one moment. */
export interface RestorePoint {
  readonly restorePointId: string;
  /** ISO 8601 UTC. */
  readonly keptAt: string;
  /** Why it was kept, in words for the owner. */
  readonly reason: string;
}

/** Moments of an app's production data that its owner can go back to. */
export interface RestorePoints {
  /** Keeps production as it is now. NotFound where the app keeps no data. */
  keep(appId: AppId, reason: string, signal: AbortSignal): Promise<RestorePoint>;
  /** Newest first. */
  list(appId: AppId, signal: AbortSignal): Promise<readonly RestorePoint[]>;
  /** Proves a point and a tree's migrations on a copy that is thrown away: the copy opens, the migrations run, and its tables are read back. */
  rehearse(
    appId: AppId,
    restorePointId: string,
    files: readonly SourceFile[],
    signal: AbortSignal,
  ): Promise<MigrationOutcome>;
  /** Makes production what it was then, and answers the point that was kept of what this undoes. NotFound for an unknown point. */
  restore(appId: AppId, restorePointId: string, signal: AbortSignal): Promise<RestorePoint>;
}
