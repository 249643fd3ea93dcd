import { describe, expect, test } from 'vitest';
import { systemClock } from '../../adapters/node/clock.ts';
import { createIds } from '../../adapters/node/ids.ts';
import type { AskSql } from '../../core/data/ask-sql.ts';
import { exportSql } from '../../core/data/export-sql.ts';
import { listTables, readTable } from '../../core/data/read-tables.ts';
import { splitSql } from '../../core/data/split-sql.ts';
import type { AppDatabase, DataBranch } from '../../core/ports/app-database.ts';
import type { RestorePoints } from '../../core/ports/restore-points.ts';
import { appIdSchema, missionIdSchema } from '../../core/wire/ids.ts';

const never = new AbortController().signal;
const ids = createIds({ clock: systemClock });
const newApp = () => appIdSchema.parse(ids.make('app'));
const newMission = () => missionIdSchema.parse(ids.make('msn'));
const file = (name: string, content: string) => ({ path: `migrations/${name}.sql`, content });
const messages = file(
  '0001_messages',
  "create table messages (id serial primary key, text text not null check (text <> 'no')); -- kept;\n",
);

/** A database under test, and how an app's own functions reach it. */
export interface AppDatabaseBench {
  readonly database: AppDatabase & RestorePoints;
  /** One transaction of the app's role. */
  readonly asApp: (branch: DataBranch) => Promise<AskSql>;
}

type Make = () => AppDatabaseBench | Promise<AppDatabaseBench>;

/** What every keeper of apps' data guarantees. Apps are made up afresh, so that one account may serve all tests. */
export function testAppDatabase(name: string, make: Make): void {
  describe(`app database: ${name}`, { timeout: 120_000 }, () => {
    describeBranches(make);
    describeMigrations(make);
    describeRights(make);
    describeRestorePoints(make);
    describeExport(make);
    describeAside(make);
  });
}

async function texts(ask: AskSql): Promise<(string | null | undefined)[]> {
  const outcome = await ask(
    [{ query: 'select text from messages order by id' }],
    { isReadOnly: true },
    never,
  );
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  return outcome.results[0]?.rows.map(([text]) => text) ?? [];
}

const say = async (ask: AskSql, text: string) =>
  ask([{ query: 'insert into messages (text) values ($1)', params: [text] }], { isReadOnly: false }, never);

async function guestbook({ database }: AppDatabaseBench, branch: DataBranch = { appId: newApp() }) {
  await database.ensureBranch(branch, never);
  expect(await database.migrate(branch, [messages], never)).toEqual({
    kind: 'migrated',
    ran: ['0001_messages.sql'],
  });
  return branch;
}

function describeBranches(make: Make): void {
  test('keeps each branch apart: an app from another, a preview from production', async () => {
    const bench = await make();
    const production = await guestbook(bench);
    await say(await bench.asApp(production), 'Ada was here');
    const preview = await guestbook(bench, { ...production, missionId: newMission() });
    const other = await guestbook(bench);
    expect(await texts(await bench.asApp(preview))).toEqual([]);
    expect(await texts(await bench.asApp(other))).toEqual([]);
    expect(await texts(await bench.asApp(production))).toEqual(['Ada was here']);
  });

  test('makes a branch once, and does not open one that was never made', async () => {
    const bench = await make();
    const production = await guestbook(bench);
    await say(await bench.asApp(production), 'kept');
    await bench.database.ensureBranch(production, never);
    expect(await texts(await bench.asApp(production))).toEqual(['kept']);
    expect(await bench.database.open({ appId: newApp() }, never)).toBeUndefined();
  });
}

function describeMigrations(make: Make): void {
  test('runs each migration once, in the order of their numbers', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const second = file('0002_hearts', 'alter table messages add column hearts int not null default 0');
    expect(await bench.database.migrate(branch, [second, messages], never)).toEqual({
      kind: 'migrated',
      ran: ['0002_hearts.sql'],
    });
    expect(await bench.database.migrate(branch, [messages, second], never)).toEqual({
      kind: 'migrated',
      ran: [],
    });
  });

  test('refuses one that was edited after it ran, is gone, or comes too late', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const edited = { ...messages, content: `${messages.content} ` };
    const said = async (files: (typeof messages)[]) => bench.database.migrate(branch, files, never);
    expect(await said([edited])).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('edited'),
    });
    expect(await said([])).toMatchObject({ kind: 'refused', message: expect.stringContaining('missing') });
    expect(await said([messages, file('0001_again', 'select 1')])).toMatchObject({ kind: 'refused' });
    expect(await said([file('0000_before', 'select 1'), messages])).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('before'),
    });
  });

  test('changes nothing where one statement fails, also when it comes after others', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const failing = file(
      '0002_half',
      'create table half (id int); insert into messages (text) values (null);',
    );
    const outcome = await bench.database.migrate(branch, [messages, failing], never);
    expect(outcome).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/0002_half\.sql.*null value/),
    });
    const ask = await bench.database.open(branch, never);
    expect((await listTables(ask as AskSql)(never)).map(({ name }) => name)).toEqual(['messages']);
    expect(await bench.database.migrate(branch, [messages], never)).toEqual({ kind: 'migrated', ran: [] });
    // What has not run may be edited.
    const mended = { ...failing, content: 'create table half (id int)' };
    expect(await bench.database.migrate(branch, [messages, mended], never)).toEqual({
      kind: 'migrated',
      ran: ['0002_half.sql'],
    });
  });

  test('runs a migration once where two bring it at the same time', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const second = file('0002_note', "insert into messages (text) values ('once')");
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => bench.database.migrate(branch, [messages, second], never)),
    );
    expect(outcomes.every(({ kind }) => kind === 'migrated')).toBe(true);
    expect(await texts(await bench.asApp(branch))).toEqual(['once']);
  });
}

function describeRights(make: Make): void {
  test('lets an app read and write rows, and change no table and no role', async () => {
    const bench = await make();
    const ask = await bench.asApp(await guestbook(bench));
    await say(ask, "'); drop table messages; --");
    expect(await texts(ask)).toEqual(["'); drop table messages; --"]);
    const refused = async (query: string) => (await ask([{ query }], { isReadOnly: false }, never)).kind;
    for (const query of [
      'create table mine (id int)',
      'drop table messages',
      'alter table messages add column x int',
      'truncate messages',
      'reset role',
      'set role gantry_owner',
      'select * from gantry.migrations',
      "copy messages to program 'id'",
      "select pg_read_file('PG_VERSION')",
    ])
      expect({ query, kind: await refused(query) }).toEqual({ query, kind: 'refused' });
  });

  test('answers a refusal in the words and the code of Postgres, and a transaction all or nothing', async () => {
    const bench = await make();
    const ask = await bench.asApp(await guestbook(bench));
    const insert = (text: string) => ({ query: 'insert into messages (text) values ($1)', params: [text] });
    const outcome = await ask([insert('yes'), insert('no')], { isReadOnly: false }, never);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: '23514' } });
    expect(await texts(ask)).toEqual([]);
    const write = await ask([insert('never')], { isReadOnly: true }, never);
    expect(write).toMatchObject({ kind: 'refused', refusal: { code: '25006' } });
  });

  test('counts exactly under 200 increments at once', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const counter = file(
      '0002_counter',
      'create table counter (n int not null); insert into counter values (0)',
    );
    await bench.database.migrate(branch, [messages, counter], never);
    const ask = await bench.asApp(branch);
    const add = { query: 'update counter set n = n + 1 returning n' };
    await Promise.all(Array.from({ length: 200 }, () => ask([add], { isReadOnly: false }, never)));
    expect(await readTable(ask)('counter', never)).toEqual({ columns: ['n'], rows: [['200']] });
  });

  test('keeps a value of 10 MB, and shows the beginning of it to its owner', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const ask = await bench.asApp(branch);
    await say(ask, 'x'.repeat(10 * 1024 * 1024));
    const length = await ask([{ query: 'select length(text) from messages' }], { isReadOnly: true }, never);
    expect(length).toMatchObject({ results: [{ rows: [['10485760']] }] });
    const owner = (await bench.database.open(branch, never)) as AskSql;
    expect((await readTable(owner)('messages', never))?.rows[0]?.[1]).toHaveLength(1_000);
    // Little on the disk, where it is compressed, and more than the database sends in one answer.
    const more = "insert into messages (text) select repeat('x', 10485760) from generate_series(1, 3)";
    expect(await ask([{ query: more }], { isReadOnly: false }, never)).toMatchObject({ kind: 'done' });
    await expect(exportSql(owner, 24_000_000)(never)).rejects.toMatchObject({ code: 'data_too_large' });
  });
}

function describeRestorePoints(make: Make): void {
  test('goes back to a restore point, and keeps what that undoes', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    await say(await bench.asApp(branch), 'early');
    const kept = await bench.database.keep(branch.appId, 'Before the merge of #1', never);
    await say(await bench.asApp(branch), 'late');
    const undone = await bench.database.restore(branch.appId, kept.restorePointId, never);
    expect(await texts(await bench.asApp(branch))).toEqual(['early']);
    expect(
      (await bench.database.list(branch.appId, never)).map(({ restorePointId }) => restorePointId),
    ).toEqual([undone.restorePointId, kept.restorePointId]);
    await bench.database.restore(branch.appId, undone.restorePointId, never);
    expect(await texts(await bench.asApp(branch))).toEqual(['early', 'late']);
  });

  test('tries migrations on a copy of a restore point, and production sees nothing of it', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    await say(await bench.asApp(branch), 'twice');
    await say(await bench.asApp(branch), 'twice');
    const kept = await bench.database.keep(branch.appId, 'Before the merge of #2', never);
    const id = kept.restorePointId;
    const unique = file('0002_unique', 'create unique index one on messages (text)');
    const rehearse = (content: string) =>
      bench.database.rehearse(branch.appId, id, [messages, { ...unique, content }], never);
    expect(await rehearse(unique.content)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('twice'),
    });
    expect(await rehearse("delete from messages; select 'all gone'")).toMatchObject({ kind: 'migrated' });
    expect(await texts(await bench.asApp(branch))).toEqual(['twice', 'twice']);
    expect(await bench.database.migrate(branch, [messages], never)).toEqual({ kind: 'migrated', ran: [] });
  });

  test('keeps nothing of an app without data, and knows no other point than its own', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const kept = await bench.database.keep(branch.appId, 'mine', never);
    const other = await guestbook(bench);
    await expect(bench.database.keep(newApp(), 'nothing', never)).rejects.toMatchObject({ name: 'NotFound' });
    for (const id of [kept.restorePointId, '../production', ''])
      await expect(bench.database.restore(other.appId, id, never)).rejects.toMatchObject({
        name: 'NotFound',
      });
  });
}

function describeExport(make: Make): void {
  test('gives all data as SQL that makes it anew, identities and quotes too', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    const more = file(
      '0002_more',
      'insert into messages (text) values (\'from the migration\'); create table "odd ""name" (id int generated always as identity primary key, message int references messages, tags text[])',
    );
    await bench.database.migrate(branch, [messages, more], never);
    const ask = await bench.asApp(branch);
    await say(ask, "it's \\ a 'text'\n;--");
    const odd = { query: 'insert into "odd ""name" (message, tags) values (2, \'{a,NULL,"b c"}\')' };
    await ask([odd, odd], { isReadOnly: false }, never);
    const sql = await exportSql((await bench.database.open(branch, never)) as AskSql, 100_000)(never);
    const copy = { appId: newApp() };
    await bench.database.ensureBranch(copy, never);
    const statements = splitSql(sql).flatMap(({ text }) =>
      /^(begin|commit)$/.test(text) ? [] : [{ query: text }],
    );
    const owner = (await bench.database.open(copy, never)) as AskSql;
    expect(await owner(statements, { isReadOnly: false }, never)).toMatchObject({ kind: 'done' });
    for (const table of ['messages', 'odd "name'])
      expect(await readTable(owner)(table, never)).toEqual(await readTable(ask)(table, never));
    const next = await owner(
      [{ query: "insert into messages (text) values ('x') returning id" }],
      { isReadOnly: false },
      never,
    );
    expect(next).toMatchObject({ results: [{ rows: [['3']] }] });
  });
}

function describeAside(make: Make): void {
  test('sets all data of an app aside, and takes it back as it was', async () => {
    const bench = await make();
    const branch = await guestbook(bench);
    await say(await bench.asApp(branch), 'still here');
    await bench.database.setAside(branch.appId, new Date(Date.now() + 86_400_000), never);
    expect(await bench.database.open(branch, never)).toBeUndefined();
    await bench.database.takeBack(branch.appId, never);
    expect(await texts(await bench.asApp(branch))).toEqual(['still here']);
  });
}
