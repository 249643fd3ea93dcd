import { Conflict } from '../errors.ts';
import type { SqlResult } from '../wire/sql.ts';
import { type AskSql, quoteName } from './ask-sql.ts';

const mostCharacters = 4_000_000;
/** A database of nothing has some; what does not fit is known only when it was read. */
const mostOnDiskBytes = 32_000_000;

const ofApp =
  "pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'";
const migrationsQuery = 'select name, sql from gantry.migrations order by name';
const sizeQuery = `select coalesce(sum(pg_table_size(c.oid)), 0) from ${ofApp}`;
const columnsQuery = `select c.relname, (select array_to_json(array_agg(a.attname order by a.attnum)) from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') from ${ofApp} order by c.oid`;
const sequencesQuery =
  "select format('select setval(%L, %s, true);', quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value) from pg_catalog.pg_sequences where schemaname = 'public' and last_value is not null order by sequencename";

type Rows = SqlResult['rows'];

/**
 * All of an app's data as SQL for any Postgres: its migrations, then its rows as one moment has them, in the place of those that migrations
 * bring. Conflict where that is more than an answer may hold.
 */
export const exportSql =
  (ask: AskSql) =>
  async (signal: AbortSignal): Promise<string> => {
    const [migrations, [size], tables] = (await read(
      ask,
      [migrationsQuery, sizeQuery, columnsQuery],
      signal,
    )) as [Rows, Rows, Rows];
    if (Number(size?.[0]) > mostOnDiskBytes) throw tooLarge();
    const names = tables.map(([table]) => nameOf(String(table)));
    const lines = names.length === 0 ? [] : await readRows(ask, tables, signal);
    const parts = [
      ...migrations.map(([name, sql]) => `-- ${name}\n${sql}\n;`),
      ...(names.length === 0 ? [] : [`truncate ${names.join(', ')} cascade;`]),
      ...lines,
    ];
    const text = `begin;\n${parts.join('\n')}\ncommit;\n`;
    if (text.length > mostCharacters) throw tooLarge();
    return text;
  };

const nameOf = (table: string): string => `public.${quoteName(table)}`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** One statement over all tables, so that no row is of another moment. */
async function readRows(ask: AskSql, tables: Rows, signal: AbortSignal): Promise<string[]> {
  const rows = tables.map(([table, columns], at) => {
    const names = (JSON.parse(columns ?? '[]') as string[]).map(quoteName);
    const values = names.map((name) => `quote_nullable(${name}::text)`).join(" || ', ' || ");
    const into = `insert into ${nameOf(String(table))} (${names.join(', ')}) overriding system value values (`;
    return names.length === 0
      ? `select ${at} as part, ${literal(`insert into ${nameOf(String(table))} default values;`)} as line from ${nameOf(String(table))}`
      : `select ${at} as part, ${literal(into)} || ${values} || ');' as line from ${nameOf(String(table))}`;
  });
  const query = `select line from (${rows.join(' union all ')}) as every_row order by part`;
  const found = await read(ask, [query, sequencesQuery], signal);
  return found.flatMap((lines) => lines.map(([line]) => String(line)));
}

async function read(ask: AskSql, queries: readonly string[], signal: AbortSignal): Promise<Rows[]> {
  const outcome = await ask(
    queries.map((query) => ({ query })),
    { isReadOnly: true },
    signal,
  );
  if (outcome.kind === 'refused') throw new Error(`The data cannot be read: ${outcome.refusal.message}`);
  return outcome.results.map(({ rows }) => rows);
}

const tooLarge = (): Conflict =>
  new Conflict('data_too_large', 'There is more data than one answer can hold. Read it with pg_dump.');
