import { expect, test } from 'vitest';
import { type AskSql, quoteName, type SqlOutcome } from '../../../core/data/ask-sql.ts';
import { listTables, readTable } from '../../../core/data/read-tables.ts';

const never = new AbortController().signal;
const rows = (...values: (string | null)[][]): SqlOutcome => ({
  kind: 'done',
  results: values.map((row) => ({ command: 'SELECT', rowCount: 1, fields: [], rows: [row] })),
});
const table = (...values: (string | null)[][]): SqlOutcome => ({
  kind: 'done',
  results: [{ command: 'SELECT', rowCount: values.length, fields: [], rows: values }],
});

/** Answers one after the other, and remembers what was asked. */
function answering(...answers: SqlOutcome[]) {
  const asked: string[] = [];
  const ask: AskSql = async (queries, { isReadOnly }) => {
    expect(isReadOnly).toBe(true);
    asked.push(...queries.map(({ query }) => query));
    return answers.shift() ?? { kind: 'refused', refusal: { message: 'asked too often' } };
  };
  return { ask, asked };
}

test('counts every table by its name, whatever that is', async () => {
  const { ask, asked } = answering(table(['a'], ['b"; drop table a; --']), rows(['3'], ['12']));
  expect(await listTables(ask)(never)).toEqual([
    { name: 'a', rows: 3 },
    { name: 'b"; drop table a; --', rows: 12 },
  ]);
  expect(asked[2]).toBe('select count(*) from public."b""; drop table a; --"');
});

test('asks nothing more where there is no table', async () => {
  const { ask, asked } = answering(table());
  expect(await listTables(ask)(never)).toEqual([]);
  expect(asked).toHaveLength(1);
});

test.each([
  [
    [
      ['text', '1'],
      ['id', '0'],
    ],
    'order by "id" desc, "text" desc',
  ],
  [[['text', '']], 'order by ctid desc'],
])('shows the newest rows first, by the primary key where there is one', async (columns, order) => {
  const { ask, asked } = answering(table(...columns), table(['x', null]));
  const names = columns.map(([name]) => name);
  expect(await readTable(ask)('t', never)).toEqual({ columns: names, rows: [['x', null]] });
  expect(asked[1]).toContain(order);
});

test('knows no table that is not there', async () => {
  expect(await readTable(answering(table()).ask)('t', never)).toBeUndefined();
});

test('fails in the words of the database', async () => {
  const refusal: SqlOutcome = { kind: 'refused', refusal: { message: 'out of memory' } };
  await expect(listTables(answering(refusal).ask)(never)).rejects.toThrow('out of memory');
});

test('quotes a name so that it is one name', () => {
  expect(quoteName('a"b')).toBe('"a""b"');
});
