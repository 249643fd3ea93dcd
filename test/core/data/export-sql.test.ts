import { expect, test } from 'vitest';
import type { AskSql } from '../../../core/data/ask-sql.ts';
import { exportSql } from '../../../core/data/export-sql.ts';

const never = new AbortController().signal;
type Rows = (string | null)[][];

/** Answers each transaction with the next list of results. */
function answering(...answers: Rows[][]) {
  const asked: string[] = [];
  const ask: AskSql = async (queries, { isReadOnly }) => {
    expect(isReadOnly).toBe(true);
    asked.push(...queries.map(({ query }) => query));
    const results = (answers.shift() ?? []).map((rows) => ({
      command: 'SELECT',
      rowCount: rows.length,
      fields: [],
      rows,
    }));
    return { kind: 'done', results };
  };
  return { ask, asked };
}

test('is migrations, then the rows of one moment, then where sequences stand', async () => {
  const { ask, asked } = answering(
    [
      [['0001_a.sql', 'create table a (id int);']],
      [['8192']],
      [
        ['a', '["id","it\'s"]'],
        ['b"', null],
      ],
    ],
    [[['16']]],
    [[['insert 1'], ['insert 2']], [['select setval 1']]],
  );
  expect(await exportSql(ask, 1_000)(never)).toBe(
    'begin;\n-- 0001_a.sql\ncreate table a (id int);\n;\ntruncate public."a", public."b""" cascade;\ninsert 1\ninsert 2\nselect setval 1\ncommit;\n',
  );
  expect(asked[3]).toContain('select coalesce(sum(length(line)), 0) from (select 0 as part,');
  expect(asked[4]).toBe(
    `select line from (select 0 as part, 'insert into public."a" ("id", "it''s") overriding system value values (' || quote_nullable("id"::text) || ', ' || quote_nullable("it's"::text) || ');' as line from public."a" union all select 1 as part, 'insert into public."b""" default values;' as line from public."b""") as every_row order by part`,
  );
});

test.each([
  ['on the disk', answering([[], [['32000001']], []])],
  ['as a text', answering([[['0001_a.sql', 'x'.repeat(1_001)]], [['0']], []])],
  ['as a text that the database has not sent', answering([[], [['0']], [['a', '["id"]']]], [[['1001']]])],
])('is refused where it is too much %s', async (_where, { ask }) => {
  await expect(exportSql(ask, 1_000)(never)).rejects.toMatchObject({
    name: 'Conflict',
    code: 'data_too_large',
    message: expect.stringContaining('0.001 MB of SQL'),
  });
});

test('is refused as too much where the database cannot put it together in time', async () => {
  const ask: AskSql = async () => ({ kind: 'refused', refusal: { message: 'too long', code: '57014' } });
  await expect(exportSql(ask, 1_000)(never)).rejects.toMatchObject({ code: 'data_too_large' });
});

test('fails in the words of the database', async () => {
  const ask: AskSql = async () => ({ kind: 'refused', refusal: { message: 'no such thing' } });
  await expect(exportSql(ask, 1_000)(never)).rejects.toThrow('no such thing');
});
