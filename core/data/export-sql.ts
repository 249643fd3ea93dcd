import { Conflict } from '../errors.ts';
import type { SqlResult } from '../wire/sql.ts';
import { type AskSql, quoteName } from './ask-sql.ts';

/** A database of nothing has some; what is compressed there is known only when it is read. */
const mostOnDiskBytes = 32_000_000;
/** What a database says of an answer that it cannot put together: too long, too much memory. */
const beyondIt: ReadonlySet<string> = new Set(['57014', '53200']);

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
  (ask: AskSql, mostCharacters: number) =>
  async (signal: AbortSignal): Promise<string> => {
    const [migrations, [size], tables] = (await read(
      ask,
      [migrationsQuery, sizeQuery, columnsQuery],
      signal,
      mostCharacters,
    )) as [Rows, Rows, Rows];
    if (Number(size?.[0]) > mostOnDiskBytes) throw tooLarge(mostCharacters);
    const names = tables.map(([table]) => nameOf(String(table)));
    const lines = names.length === 0 ? [] : await readRows(ask, { tables, mostCharacters }, signal);
    const parts = [
      ...migrations.map(([name, sql]) => `-- ${name}\n${sql}\n;`),
      ...(names.length === 0 ? [] : [`truncate ${names.join(', ')} cascade;`]),
      ...lines,
    ];
    const text = `begin;\n${parts.join('\n')}\ncommit;\n`;
    if (text.length > mostCharacters) throw tooLarge(mostCharacters);
    return text;
  };

const nameOf = (table: string): string => `public.${quoteName(table)}`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** One statement over all tables, so that no row is of another moment; asked for once it is known to fit into an answer. */
async function readRows(
  ask: AskSql,
  { tables, mostCharacters }: { readonly tables: Rows; readonly mostCharacters: number },
  signal: AbortSignal,
): Promise<string[]> {
  const rows = tables.map(([table, columns], at) => {
    const names = (JSON.parse(columns ?? '[]') as string[]).map(quoteName);
    const values = names.map((name) => `quote_nullable(${name}::text)`).join(" || ', ' || ");
    const into = `insert into ${nameOf(String(table))} (${names.join(', ')}) overriding system value values (`;
    return names.length === 0
      ? `select ${at} as part, ${literal(`insert into ${nameOf(String(table))} default values;`)} as line from ${nameOf(String(table))}`
      : `select ${at} as part, ${literal(into)} || ${values} || ');' as line from ${nameOf(String(table))}`;
  });
  const everyRow = `(${rows.join(' union all ')}) as every_row`;
  const [[length]] = (await read(
    ask,
    [`select coalesce(sum(length(line)), 0) from ${everyRow}`],
    signal,
    mostCharacters,
  )) as [Rows];
  if (Number(length?.[0]) > mostCharacters) throw tooLarge(mostCharacters);
  const found = await read(
    ask,
    [`select line from ${everyRow} order by part`, sequencesQuery],
    signal,
    mostCharacters,
  );
  return found.flatMap((lines) => lines.map(([line]) => String(line)));
}

async function read(
  ask: AskSql,
  queries: readonly string[],
  signal: AbortSignal,
  mostCharacters: number,
): Promise<Rows[]> {
  const outcome = await ask(
    queries.map((query) => ({ query })),
    { isReadOnly: true },
    signal,
  );
  if (outcome.kind === 'refused' && beyondIt.has(outcome.refusal.code ?? '')) throw tooLarge(mostCharacters);
  if (outcome.kind === 'refused') throw new Error(`The data cannot be read: ${outcome.refusal.message}`);
  return outcome.results.map(({ rows }) => rows);
}

const tooLarge = (mostCharacters: number): Conflict =>
  new Conflict(
    'data_too_large',
    `There is more data than one answer can hold, which is ${mostCharacters / 1_000_000} MB of SQL. Look at its tables one by one; data at Neon is also read with pg_dump.`,
  );
