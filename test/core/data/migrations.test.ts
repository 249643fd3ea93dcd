import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import type { AskSql, SqlOutcome } from '../../../core/data/ask-sql.ts';
import { migrationQueries, migrationsOf, planMigrations } from '../../../core/data/plan-migrations.ts';
import { runMigrations } from '../../../core/data/run-migrations.ts';

const never = new AbortController().signal;
const file = (name: string, content = `create table ${name} ()`) => ({
  path: `migrations/${name}.sql`,
  content,
});
const of = (...names: string[]) =>
  migrationsOf(
    names.map((name) => file(name)),
    nodeDigest,
  );

test('reads the migrations of a tree in the order of their numbers, and no other file', () => {
  const others = [
    'migrations/notes.md',
    'migrations/2_short.sql',
    'src/0003_c.sql',
    'migrations/0004_Upper.sql',
  ];
  const files = [file('0002_b'), file('0001_a'), ...others.map((path) => ({ path, content: '' }))];
  expect(migrationsOf(files, nodeDigest).map(({ name }) => name)).toEqual(['0001_a.sql', '0002_b.sql']);
});

describe('a plan of migrations', () => {
  test('holds what has not run', () => {
    expect(planMigrations(of('0001_a'), of('0001_a', '0002_b', '0003_c'))).toMatchObject({
      kind: 'pending',
      migrations: [{ name: '0002_b.sql' }, { name: '0003_c.sql' }],
    });
    expect(planMigrations([], [])).toEqual({ kind: 'pending', migrations: [] });
  });

  test.each([
    [
      'the same number twice',
      [],
      of('0001_a', '0001_b'),
      'Two migrations have the number 0001: give 0001_b.sql the next one.',
    ],
    [
      'one that ran and is gone',
      of('0001_a', '0002_b'),
      of('0002_b'),
      '0001_a.sql ran on this data already and is missing: put it back.',
    ],
    [
      'one that was edited after it ran',
      of('0001_a'),
      migrationsOf([file('0001_a', 'select 2')], nodeDigest),
      '0001_a.sql was edited after it ran on this data: put it back as it was, and add a new migration.',
    ],
    [
      'one that comes too late',
      of('0002_b'),
      of('0001_a', '0002_b'),
      '0001_a.sql comes before one that ran already: give it a number after 0002.',
    ],
  ])('refuses %s', (_what, applied, wanted, message) => {
    expect(planMigrations(applied, wanted)).toEqual({ kind: 'refused', message });
  });
});

test('records a migration with its text beside what it does, and gives the app its rows', () => {
  const [migration] = migrationsOf([file('0001_a', 'create table a (); create table b ();')], nodeDigest);
  const queries = migrationQueries(migration === undefined ? [] : [migration]).map(({ query }) => query);
  expect(queries).toEqual([
    expect.stringContaining('lock_timeout'),
    expect.stringContaining('insert into gantry.migrations'),
    'create table a ()',
    'create table b ()',
    expect.stringContaining('on all tables in schema public to app'),
    expect.stringContaining('on all sequences in schema public to app'),
  ]);
});

/** A database that says what it is told to say, call after call. */
function scripted(answers: readonly SqlOutcome[]): { readonly ask: AskSql; readonly asked: () => number } {
  let calls = 0;
  const ask: AskSql = async () => {
    const answer = answers[calls];
    calls += 1;
    if (answer === undefined) throw new Error('asked too often');
    return answer;
  };
  return { ask, asked: () => calls };
}

const rows = (...values: string[][]): SqlOutcome => ({
  kind: 'done',
  results: [{ command: 'SELECT', rowCount: values.length, fields: [], rows: values }],
});
const refused = (message: string, code: string, detail?: string): SqlOutcome => ({
  kind: 'refused',
  refusal: { message, code, ...(detail !== undefined && { detail }) },
});
const ranMeanwhile = refused('duplicate key value violates unique constraint "migrations_pkey"', '23505');

describe('running migrations', () => {
  const run = (ask: AskSql) =>
    runMigrations({ ask, digest: nodeDigest })([file('0001_a'), file('0002_b')], never);
  const ranNow = of('0001_a', '0002_b').map(({ name, sha256 }) => [name, sha256]);

  test('decides anew where another run came first', async () => {
    const { ask, asked } = scripted([rows(), ranMeanwhile, rows(...ranNow)]);
    expect(await run(ask)).toEqual({ kind: 'migrated', ran: [] });
    expect(asked()).toBe(3);
  });

  test('gives up where others come first again and again', async () => {
    const { ask } = scripted([rows(), ranMeanwhile, rows(), ranMeanwhile, rows(), ranMeanwhile]);
    expect(await run(ask)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('migrations_pkey'),
    });
  });

  test.each([
    [
      refused('column "x" does not exist', '42703'),
      '0001_a.sql, 0002_b.sql failed and changed nothing: column "x" does not exist. What has not run here may still be edited.',
    ],
    [
      refused('duplicate key', '23505', 'Key (name)=(a) exists.'),
      '0001_a.sql, 0002_b.sql failed and changed nothing: duplicate key (Key (name)=(a) exists.). What has not run here may still be edited.',
    ],
  ])('says what failed, in the words of the database', async (answer, message) => {
    const { ask } = scripted([rows(), answer]);
    expect(await run(ask)).toEqual({ kind: 'refused', message });
  });

  test('says what runs now, and passes on why a plan refuses', async () => {
    expect(await run(scripted([rows(), rows()]).ask)).toEqual({
      kind: 'migrated',
      ran: ['0001_a.sql', '0002_b.sql'],
    });
    expect(await run(scripted([rows(['0003_c.sql', 'x'])]).ask)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('missing'),
    });
  });

  test('fails where nothing can be recorded', async () => {
    await expect(run(scripted([refused('no space left', '53100')]).ask)).rejects.toThrow('no space left');
  });
});
