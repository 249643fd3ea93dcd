import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type * as z from 'zod';
import type { Clock } from '../../core/ports/clock.ts';
import type {
  ListRange,
  RecordKey,
  RecordStore,
  StoredRecord,
  WriteCondition,
} from '../../core/ports/record-store.ts';

interface RecordStoreDeps {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  /** Hears of each record that was written, as a table's stream does. */
  readonly onRecord?: ((key: RecordKey) => void) | undefined;
}

const schema = `
  create table if not exists records (
    partition text not null,
    sort text not null,
    revision text not null,
    value text not null,
    expires_at_ms integer,
    primary key (partition, sort)
  );
  create index if not exists records_by_expiry on records (expires_at_ms) where expires_at_ms is not null;
`;

/** How many expired rows one sweep removes, so that opening a neglected store stays quick. */
const sweepRows = 5_000;
const writesBetweenSweeps = 1_000;

const alive = '(expires_at_ms is null or expires_at_ms > :now)';
// Random, not counted: a record removed and made again must not come back with a revision that somebody still holds.
const newRevision = 'lower(hex(randomblob(16)))';
const written = `set value = :value, expires_at_ms = :expires, revision = ${newRevision}`;
const insertion = `insert into records (partition, sort, revision, value, expires_at_ms)
  values (:partition, :sort, ${newRevision}, :value, :expires) on conflict (partition, sort) do update ${written}`;

const writeSql: Record<WriteCondition['kind'], string> = {
  any: `${insertion} returning revision`,
  absent: `${insertion} where not ${alive.replaceAll('expires_at_ms', 'records.expires_at_ms')} returning revision`,
  revision: `update records ${written} where partition = :partition and sort = :sort and revision = :revision and ${alive} returning revision`,
};

const listSql = (order: 'asc' | 'desc'): string =>
  `select sort, revision, value from records where partition = :partition and sort >= :from and sort < :until
   and sort ${order === 'asc' ? '>' : '<'} :cursor and ${alive} order by sort ${order} limit :limit`;

/** The record store on SQLite: every write is one statement that carries its own condition. */
export function createRecordStore({ database, clock, onRecord }: RecordStoreDeps): RecordStore {
  database.exec(schema);
  const sweep = sweeper(database, clock);
  const statements = prepareStatements(database);
  const now = (): number => clock.nowMs();

  return {
    async get(key, schema, signal) {
      signal.throwIfAborted();
      const row = statements.selectOne.get({ ...keyOf(key), now: now() });
      return row && stored(keyOf(key), row, schema);
    },
    async put(key, value, { condition, expiresAtMs }, signal) {
      signal.throwIfAborted();
      sweep();
      const row = statements.writes[condition.kind].get({
        ...keyOf(key),
        value: JSON.stringify(value),
        expires: expiresAtMs ?? null,
        revision: condition.kind === 'revision' ? condition.revision : null,
        now: now(),
      });
      if (row === undefined) return 'lost';
      onRecord?.(keyOf(key));
      return { revision: String(row.revision) };
    },
    async remove(key, condition, signal) {
      signal.throwIfAborted();
      const revision = condition.kind === 'revision' ? condition.revision : null;
      return statements.removal.run({ ...keyOf(key), now: now(), revision }).changes === 1;
    },
    async list(partition, range, schema, signal) {
      signal.throwIfAborted();
      const statement = statements.lists[range.descending ? 'desc' : 'asc'];
      const rows = statement.all({ partition, now: now(), ...bounds(range) });
      return rows.map((row) => stored({ partition, sort: String(row.sort) }, row, schema));
    },
  };
}

/** Removes expired rows when called first and then at every thousandth call. */
function sweeper(database: DatabaseSync, clock: Clock): () => void {
  const removal = database.prepare(
    'delete from records where rowid in (select rowid from records where expires_at_ms <= ? order by expires_at_ms limit ?)',
  );
  let calls = 0;
  const sweep = (): void => {
    if (calls++ % writesBetweenSweeps === 0) removal.run(clock.nowMs(), sweepRows);
  };
  sweep();
  return sweep;
}

type Row = Record<string, unknown>;

function prepareStatements(database: DatabaseSync) {
  const prepareWrite = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    // The three writes name different parameters; what one does not name is left aside.
    statement.setAllowUnknownNamedParameters(true);
    return statement;
  };
  return {
    selectOne: database.prepare(
      `select revision, value from records where partition = :partition and sort = :sort and ${alive}`,
    ),
    writes: {
      any: prepareWrite(writeSql.any),
      absent: prepareWrite(writeSql.absent),
      revision: prepareWrite(writeSql.revision),
    },
    removal: database.prepare(
      `delete from records where partition = :partition and sort = :sort and ${alive} and (:revision is null or revision = :revision)`,
    ),
    lists: { asc: database.prepare(listSql('asc')), desc: database.prepare(listSql('desc')) },
  };
}

const keyOf = ({ partition, sort }: RecordKey): { partition: string; sort: string } => ({ partition, sort });

function stored<T>(key: RecordKey, row: Row, schema: z.ZodType<T>): StoredRecord<T> {
  return { key, value: schema.parse(JSON.parse(String(row.value))), revision: String(row.revision) };
}

const lastSort = '\u{10ffff}';

function bounds({ prefix = '', cursor, limit, descending }: ListRange) {
  // Byte order puts U+10FFFF behind everything, so it closes the range of a prefix; the first cursor lies outside every sort key.
  return { from: prefix, until: prefix + lastSort, cursor: cursor ?? (descending ? lastSort : ''), limit };
}
