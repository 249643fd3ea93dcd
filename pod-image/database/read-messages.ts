import type { SqlRefusal, SqlResult } from '../../core/wire/sql.ts';

/** A message of Postgres' wire, as PGlite's parser gives it. */
export interface WireMessage {
  readonly name: string;
}

interface RowDescription extends WireMessage {
  readonly fields: readonly {
    readonly name: string;
    readonly tableID: number;
    readonly columnID: number;
    readonly dataTypeID: number;
    readonly dataTypeSize: number;
    readonly dataTypeModifier: number;
  }[];
}

/** The fields of an error that Neon answers; those that an error lacks are null. */
const refusalFields = [
  ...['code', 'detail', 'hint', 'position', 'internalPosition', 'internalQuery', 'severity', 'where'],
  ...['table', 'column', 'schema', 'dataType', 'constraint', 'file', 'line', 'routine'],
];

/** The first error among messages, in the words and fields of Neon. */
export function refusalOf(messages: readonly WireMessage[]): SqlRefusal | undefined {
  const error = messages.find(({ name }) => name === 'error') as
    | (WireMessage & { message: string })
    | undefined;
  if (error === undefined) return undefined;
  const said: Readonly<Record<string, unknown>> = { ...error };
  const fields = refusalFields.map((name) => [name, said[name] ?? null] as const);
  return { message: error.message, ...Object.fromEntries(fields) };
}

/** What one statement gave, read from the messages of its execution. */
export function readMessages(
  messages: readonly WireMessage[],
): { readonly result: SqlResult } | { readonly refusal: SqlRefusal } {
  const refusal = refusalOf(messages);
  if (refusal !== undefined) return { refusal };
  const rows: (string | null)[][] = [];
  let fields: RowDescription['fields'] = [];
  let tag = '';
  for (const message of messages) {
    if (message.name === 'rowDescription') fields = (message as RowDescription).fields;
    if (message.name === 'dataRow')
      rows.push((message as WireMessage & { fields: (string | null)[] }).fields);
    if (message.name === 'commandComplete') tag = (message as WireMessage & { text: string }).text;
  }
  return { result: { ...readTag(tag), fields: fields.map(fieldOf), rows } };
}

function fieldOf({
  name,
  tableID,
  columnID,
  dataTypeID,
  dataTypeSize,
  dataTypeModifier,
}: RowDescription['fields'][number]) {
  return { name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format: 'text' };
}

/** `INSERT 0 1`, `SELECT 3`, `CREATE TABLE`. */
function readTag(tag: string): Pick<SqlResult, 'command' | 'rowCount'> {
  const [command = '', ...rest] = tag.split(' ');
  const count = Number(rest.at(-1));
  return { command, rowCount: Number.isInteger(count) ? count : null };
}
