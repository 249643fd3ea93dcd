import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationPath } from '../../core/data/plan-migrations.ts';
import { runMigrations } from '../../core/data/run-migrations.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import type { FunctionCall } from '../../core/wire/function-call.ts';
import { askTwin } from '../database/ask-twin.ts';
import { makeDatabase } from '../database/make-database.ts';
import { startTwin, type Twin } from '../database/start-twin.ts';

/** The data of the app that a pod tries, in one database of the pod's own. */
export interface AppData {
  /** Opens the database and runs the app's migrations: why they do not run, or nothing. */
  ready(): Promise<string | undefined>;
  /** What functions reach of it, once it is ready. */
  reach(): Pick<FunctionCall, 'environment' | 'sockets'>;
  /** Takes everything away and runs the migrations again. */
  fresh(): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly folder: string;
  readonly twin: Twin;
}

const statementMs = 8_000;
const digest = { sha256: (data: string | Uint8Array): string => hash('sha256', data, 'hex') };
const unheard = new AbortController().signal;

/** Everything that migrations may have made, whatever schema it is in. */
const emptyQueries = [
  "do $$ declare one text; begin for one in select nspname from pg_namespace where nspowner = 'gantry_owner'::regrole loop execute format('drop schema %I cascade', one); end loop; end $$",
  'create schema public',
  'grant usage on schema public to app',
].map((query) => ({ query }));

/** The data of an app by the files of its tree: none where it has no migrations. Nothing is opened before it is wanted. */
export function createAppData(files: readonly SourceFile[]): AppData {
  const keepsData = files.some(({ path }) => migrationPath.test(path));
  let opened: Opened | undefined;
  const migrate = async ({ twin }: Opened): Promise<string | undefined> => {
    const outcome = await runMigrations({ ask: askTwin(twin.ownerSocket), digest })(files, unheard);
    return outcome.kind === 'refused' ? outcome.message : undefined;
  };
  return {
    async ready() {
      if (!keepsData) return undefined;
      opened ??= await open();
      return migrate(opened);
    },
    reach: () =>
      opened === undefined
        ? {}
        : {
            environment: { DATABASE_URL: 'unix:{socket:database}' },
            sockets: { database: opened.twin.appSocket },
          },
    async fresh() {
      if (opened === undefined) return;
      const emptied = await askTwin(opened.twin.ownerSocket)(emptyQueries, { isReadOnly: false }, unheard);
      const why = emptied.kind === 'refused' ? emptied.refusal.message : await migrate(opened);
      if (why !== undefined) throw new Error(`the app's database could not be made anew: ${why}`);
    },
    async close() {
      await opened?.twin.end();
      if (opened !== undefined) await rm(opened.folder, { recursive: true, force: true });
      opened = undefined;
    },
  };
}

async function open(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'app-data-'));
  const database = join(folder, 'database');
  await makeDatabase(database);
  return { folder, twin: await startTwin(database, { statementMs }) };
}
