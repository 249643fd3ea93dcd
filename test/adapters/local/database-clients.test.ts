import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { neon, neonConfig } from '@neondatabase/serverless';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseClientJs } from '../../../core/draft/added-files/database-client-js.ts';
import { askTwin } from '../../../pod-image/database/ask-twin.ts';
import { makeDatabase } from '../../../pod-image/database/make-database.ts';
import { startTwin, type Twin } from '../../../pod-image/database/start-twin.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const home = temporaryHome();
let twin: Twin;

beforeAll(async () => {
  await makeDatabase(join(home, 'app'));
  twin = await startTwin(join(home, 'app'), { statementMs: 5_000 });
  const tables =
    'create table things (id serial primary key, name text unique, at timestamptz, day date, amount numeric, big bigint, ok boolean, bytes bytea, tags text[], numbers int[], extra jsonb)';
  const grants = ['grant all on things to app', 'grant usage on sequence things_id_seq to app'];
  await askTwin(twin.ownerSocket)(
    [tables, ...grants].map((query) => ({ query })),
    { isReadOnly: false },
    never,
  );
});
afterAll(() => twin.end());

/** Sends what the driver would send to Neon to the twin's socket; everything else of the driver is as it comes. */
async function overSocket(
  _url: string,
  { body, headers }: { body: string; headers: Record<string, string> },
) {
  return await new Promise<Response>((resolve, reject) => {
    request({ socketPath: twin.appSocket, path: '/sql', method: 'POST', headers }, async (answer) =>
      resolve(new Response(await textOf(answer), { status: answer.statusCode ?? 0 })),
    )
      .on('error', reject)
      .end(body);
  });
}

describe("Neon's own driver, unmodified", () => {
  neonConfig.fetchFunction = overSocket;
  const sql = neon('postgres://app:secret@ep-x.eu.aws.neon.tech/db');

  test('reads and writes values of every kind', async () => {
    const at = new Date('2026-05-04T03:02:01.123Z');
    const extra = { deep: ['"', null, 1.5] };
    await sql`insert into things (name, at, amount, big, ok, bytes, tags, numbers, extra)
      values (${'Ada "L" \\ \u{1f44b}'}, ${at}, ${'12.50'}, ${'9007199254740993'}, ${true}, ${Buffer.from([0, 255])}, ${['a,b', '"c"']}, ${[1, 2]}, ${extra})`;
    const [row] =
      await sql`select name, at, amount, big, ok, bytes, tags, numbers, extra, null as nothing from things`;
    expect(row).toEqual({
      name: 'Ada "L" \\ \u{1f44b}',
      at,
      amount: '12.50',
      big: '9007199254740993',
      ok: true,
      bytes: Buffer.from([0, 255]),
      tags: ['a,b', '"c"'],
      numbers: [1, 2],
      extra,
      nothing: null,
    });
  });

  test('gets command, count and fields, and rows as arrays', async () => {
    const full = await sql.query('select 1 as one, $1::text as two', ['x'], {
      fullResults: true,
      arrayMode: true,
    });
    expect(full).toMatchObject({ command: 'SELECT', rowCount: 1, rows: [[1, 'x']], rowAsArray: true });
    expect(full.fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([
      ['one', 23],
      ['two', 25],
    ]);
  });

  test('runs a transaction all or nothing, read-only and at its level where asked', async () => {
    const twice = sql.transaction([
      sql`insert into things (name) values ('one')`,
      sql`insert into things (name) values ('one')`,
    ]);
    await expect(twice).rejects.toMatchObject({
      code: '23505',
      constraint: 'things_name_key',
      severity: 'ERROR',
    });
    const [level] = await sql.transaction([sql`select current_setting('transaction_isolation') as level`], {
      isolationLevel: 'Serializable',
      readOnly: true,
    });
    expect(level).toEqual([{ level: 'serializable' }]);
    await expect(sql.transaction([sql`delete from things`], { readOnly: true })).rejects.toMatchObject({
      code: '25006',
    });
  });

  test("gets a mistake's place and kind in its own error", async () => {
    await expect(sql`select nope from things`).rejects.toMatchObject({
      name: 'NeonDbError',
      code: '42703',
      position: '8',
      routine: 'errorMissingColumn',
    });
  });
});

describe('api/_db.js', () => {
  const load = async () => {
    const file = join(home, '_db.mjs');
    writeFileSync(file, databaseClientJs);
    process.env.DATABASE_URL = `unix:${twin.appSocket}`;
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      sql: (strings: TemplateStringsArray, ...values: unknown[]) => Promise<Record<string, unknown>[]>;
      transaction: (statements: unknown[]) => Promise<Record<string, unknown>[][]>;
    };
  };

  test('gives values as an app uses them: numbers, dates, lists, objects', async () => {
    const { sql } = await load();
    const at = new Date('2026-05-04T03:02:01.123Z');
    const bytes = new Uint8Array([1, 2]);
    const [row] = await sql`insert into things (name, at, day, amount, big, ok, bytes, tags, numbers, extra)
      values (${"Robert'); drop table things;--"}, ${at}, ${'2026-02-28'}, ${12.5}, ${3}, ${false}, ${bytes}, ${['a,b', '"c"', null]}, ${[]}, ${{ a: [1] }})
      returning name, at, day, amount, big, ok, bytes, tags, numbers, extra`;
    expect(row).toEqual({
      name: "Robert'); drop table things;--",
      at,
      day: '2026-02-28',
      amount: 12.5,
      big: 3,
      ok: false,
      bytes: Buffer.from([1, 2]),
      tags: ['a,b', '"c"', null],
      numbers: [],
      extra: { a: [1] },
    });
    const [counted] =
      await sql`select count(*), ${undefined}::text as nothing, 9007199254740993 as big, now()::timestamp as local from things where name like ${'Robert%'}`;
    expect(counted).toMatchObject({
      count: 1,
      nothing: null,
      big: '9007199254740993',
      local: expect.any(Date),
    });
  });

  test('takes parts of a statement, runs each once, and several as one transaction', async () => {
    const { sql, transaction } = await load();
    const where = sql`where name = ${'part'}`;
    const inserted = sql`insert into things (name) values (${'part'}) returning id`;
    expect((await inserted)[0]).toEqual((await inserted)[0]);
    expect(await sql`select name from things ${where} and id > ${0}`).toEqual([{ name: 'part' }]);
    const both = transaction([
      sql`delete from things ${where}`,
      sql`insert into things (id) values (${'not a number'})`,
    ]);
    await expect(both).rejects.toMatchObject({ code: '22P02' });
    expect(await transaction([sql`select count(*) from things ${where}`])).toEqual([[{ count: 1 }]]);
  });

  test('refuses a text that was put together, and says where no database is', async () => {
    const { sql } = await load();
    expect(() => (sql as unknown as (text: string) => void)('select 1')).toThrow('Write sql as a tag');
    delete process.env.DATABASE_URL;
    await expect(sql`select 1`).rejects.toThrow('This app has no database');
  });
});
