import type { SqlResult } from '../wire/sql.ts';
import { type AskSql, quoteName, type SqlOutcome } from './ask-sql.ts';

/** A table of an app, and how much is in it. */
export interface TableView {
  readonly name: string;
  readonly rows: number;
}

/** The last rows of a table; values are their texts, long ones cut. */
export interface RowsView {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const mostRows = 50;
const mostCharacters = 1_000;
const tableNames =
  "select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1";
const columnNames =
  "select a.attname, coalesce(array_position(i.indkey::int2[], a.attnum)::text, '') from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname = $1 order by a.attnum";

/** Every table of an app by name, with its exact count. */
export const listTables =
  (ask: AskSql) =>
  async (signal: AbortSignal): Promise<TableView[]> => {
    const [found] = done(await ask([{ query: tableNames }], { isReadOnly: true }, signal));
    const names = (found as SqlResult).rows.map(([name]) => String(name));
    if (names.length === 0) return [];
    const counts = names.map((name) => ({ query: `select count(*) from public.${quoteName(name)}` }));
    const results = done(await ask(counts, { isReadOnly: true }, signal));
    return results.map(({ rows: [row] }, at) => ({ name: names[at] as string, rows: Number(row?.[0]) }));
  };

/** The last 50 rows of a table, newest first by its primary key, or undefined where there is no such table. */
export const readTable =
  (ask: AskSql) =>
  async (table: string, signal: AbortSignal): Promise<RowsView | undefined> => {
    const [found] = done(await ask([{ query: columnNames, params: [table] }], { isReadOnly: true }, signal));
    const columns = (found as SqlResult).rows.map(([name, place]) => ({
      name: String(name),
      place: String(place),
    }));
    if (columns.length === 0) return undefined;
    const keys = columns
      .filter(({ place }) => place !== '')
      .toSorted((left, right) => Number(left.place) - Number(right.place));
    const order =
      keys.length === 0 ? 'ctid desc' : keys.map(({ name }) => `${quoteName(name)} desc`).join(', ');
    const values = columns.map(({ name }) => `left(${quoteName(name)}::text, ${mostCharacters})`).join(', ');
    const query = `select ${values} from public.${quoteName(table)} order by ${order} limit ${mostRows}`;
    const [read] = done(await ask([{ query }], { isReadOnly: true }, signal));
    return { columns: columns.map(({ name }) => name), rows: (read as SqlResult).rows };
  };

function done(outcome: SqlOutcome): readonly SqlResult[] {
  if (outcome.kind === 'refused') throw new Error(`The data cannot be read: ${outcome.refusal.message}`);
  return outcome.results;
}
