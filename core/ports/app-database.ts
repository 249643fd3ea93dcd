import type { AskSql } from '../data/ask-sql.ts';
import type { MigrationOutcome } from '../data/run-migrations.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { AppId, MissionId } from '../wire/ids.ts';

/** One body of data of an app: what its visitors made, or what a mission's preview is tried with. */
export interface DataBranch {
  readonly appId: AppId;
  /** The mission whose preview it is; production where left out. */
  readonly missionId?: MissionId;
}

/** The data of apps, in Postgres. Every make looks first, so that asking twice makes one; nothing of one app reaches another. */
export interface AppDatabase {
  readonly name: 'neon' | 'local';
  /** Finds or makes a branch. Each begins empty: a preview never holds production's data. Answers what its functions are given as DATABASE_URL. */
  ensureBranch(branch: DataBranch, signal: AbortSignal): Promise<{ readonly databaseUrl: string }>;
  /** Runs the migrations of a tree that have not run there, in one transaction. */
  migrate(branch: DataBranch, files: readonly SourceFile[], signal: AbortSignal): Promise<MigrationOutcome>;
  /** Asks a branch as its owner; undefined where the app keeps no data there. */
  open(branch: DataBranch, signal: AbortSignal): Promise<AskSql | undefined>;
  /** Moves all data of an app out of reach, to be purged at `purgeAt`; nothing is deleted before. */
  setAside(appId: AppId, purgeAt: Date, signal: AbortSignal): Promise<void>;
  /** Brings back what was set aside. */
  takeBack(appId: AppId, signal: AbortSignal): Promise<void>;
  /** Deletes what has lain aside for as long as was said. */
  purge(signal: AbortSignal): Promise<void>;
}
