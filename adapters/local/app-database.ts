import { runMigrations } from '../../core/data/run-migrations.ts';
import type { AppDatabase, DataBranch } from '../../core/ports/app-database.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RestorePoints } from '../../core/ports/restore-points.ts';
import { makeDatabase } from '../../pod-image/database/make-database.ts';
import { nodeDigest } from '../node/digest.ts';
import { asOwner } from './app-database/as-owner.ts';
import { dataFolders } from './app-database/data-folders.ts';
import { isThere } from './app-database/is-there.ts';
import { createLifeOfData } from './app-database/life-of-data.ts';
import { createRestorePoints } from './app-database/restore-points.ts';
import { createTwins } from './app-database/twins.ts';

interface AppDatabaseConfig {
  readonly home: string;
  readonly clock: Clock;
  /** A statement is ended when it runs longer. */
  readonly statementMs?: number;
  /** A database that nobody uses for this long is closed. */
  readonly idleMs?: number;
  readonly mostOpen?: number;
}

/** A database that a function may speak to until it is let go. */
export interface FunctionDatabase {
  readonly socketPath: string;
  readonly letGo: () => void;
}

/** The local app host's data: embedded Postgres under the home folder. */
export interface LocalAppDatabase extends AppDatabase, RestorePoints {
  /** Opens a branch for the app's own functions; undefined where the app keeps no data there. */
  openForFunctions(branch: DataBranch): Promise<FunctionDatabase | undefined>;
  close(): Promise<void>;
}

/** Keeps the data of apps in folders of GANTRY_HOME, one process a database that is in use. */
export function createAppDatabase(config: AppDatabaseConfig): LocalAppDatabase {
  const { statementMs = 8_000, idleMs = 60_000, mostOpen = 6 } = config;
  const folders = dataFolders(config.home);
  const twins = createTwins({ statementMs, idleMs, most: mostOpen });
  const migrate = (folder: string, files: Parameters<AppDatabase['migrate']>[1], signal: AbortSignal) =>
    asOwner(twins, folder)((ask) => runMigrations({ ask, digest: nodeDigest })(files, signal));

  return {
    name: 'local',
    ...createRestorePoints({ folders, twins, migrate, clock: config.clock }),
    async ensureBranch(branch) {
      await makeDatabase(folders.branch(branch));
      return { databaseUrl: 'unix:/gantry/database.sock' };
    },
    migrate: (branch, files, signal) => migrate(folders.branch(branch), files, signal),
    async open(branch) {
      const folder = folders.branch(branch);
      if (!(await isThere(folder))) return undefined;
      return (queries, options, signal) => asOwner(twins, folder)((ask) => ask(queries, options, signal));
    },
    async openForFunctions(branch) {
      const folder = folders.branch(branch);
      if (!(await isThere(folder))) return undefined;
      const { twin, letGo } = await twins.lease(folder);
      return { socketPath: twin.appSocket, letGo };
    },
    ...createLifeOfData({ folders, twins, clock: config.clock }),
    close: () => twins.close(),
  };
}
