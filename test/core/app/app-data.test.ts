import { describe, expect, test } from 'vitest';
import {
  exportData,
  restoreData,
  viewRestorePoints,
  viewTable,
  viewTables,
} from '../../../core/app/app-data.ts';
import { deleteApp } from '../../../core/app/life/delete-app.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import type { AskSql } from '../../../core/data/ask-sql.ts';
import { fixtureAppDatabase } from '../data/fixture-app-database.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources } from './tested-mission.ts';

useFreshPorts();

const withData = [...sources, { path: 'migrations/0001_messages.sql', content: 'create table messages ()' }];

/** An app that is live and keeps data. */
async function live(database = fixtureAppDatabase()) {
  Object.assign(deps, { appDatabase: database });
  await ship({ files: withData });
  await mergePull(deps)({ actor: caller.id, app: await appOf(), number: 1 }, options);
  return { app: await appOf(), database };
}
const back = async (restorePointId: string) =>
  restoreData(deps)({ actor: caller.id, app: await appOf(), restorePointId }, options);

describe('going back to a restore point', () => {
  test('tries it with the newest tables first, keeps what it undoes, and brings the tables on', async () => {
    const { app, database } = await live();
    database.did.length = 0;
    expect(await back('rp_1')).toEqual({
      restore_point_id: 'rp_2',
      kept_at: '2026-01-02T00:00:00.000Z',
      reason: 'Before',
    });
    expect(database.did).toEqual(['rehearse rp_1', 'restore rp_1', `migrate ${app.app_id}`]);
    const [last] = (await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never)).slice(-1);
    expect(last).toMatchObject({
      event: 'data-restored',
      actor: caller.id,
      data: { restore_point_id: 'rp_1', kept: 'rp_2', mission_id: app.live_mission },
    });
  });

  test('asked five times at once is done once, and each is told what was kept; later it is done again', async () => {
    const { app } = await live();
    const answers = await Promise.all(Array.from({ length: 5 }, () => back('rp_1')));
    expect(answers.map(({ restore_point_id: id }) => id)).toEqual(Array(5).fill('rp_2'));
    await back('rp_1');
    await back('rp_2');
    expect((await story(app)).filter((event) => event === 'data-restored')).toHaveLength(3);
  });

  test('is a Conflict where that data cannot be brought to the tables of today, and changes nothing', async () => {
    const { app } = await live();
    const database = fixtureAppDatabase({ rehearse: 'Column x is missing.' });
    Object.assign(deps, { appDatabase: database });
    await expect(back('rp_1')).rejects.toMatchObject({
      name: 'Conflict',
      message: 'That data cannot be upgraded to the tables that the app has now. Column x is missing.',
    });
    expect(database.did).toEqual(['rehearse rp_1']);
    expect(await story(app)).not.toContain('data-restored');
  });

  test('works where nothing is live yet', async () => {
    const database = fixtureAppDatabase();
    Object.assign(deps, { appDatabase: database });
    await ship({ files: withData });
    await back('rp_1');
    const app = await appOf();
    const [last] = (await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never)).slice(-1);
    expect(last?.data.mission_id).toBe(app.born_of);
  });
});

describe('what the owner sees of data', () => {
  const rows = (...values: (string | null)[][]) => ({
    command: 'SELECT',
    rowCount: values.length,
    fields: [],
    rows: values,
  });
  const asked: AskSql = async (queries) => ({
    kind: 'done',
    results: queries.map(({ query }) => {
      if (query.startsWith('select count')) return rows(['2']);
      if (query.startsWith('select c.relname from')) return rows(['messages']);
      if (query.startsWith('select a.attname, coalesce')) return rows(['text', '']);
      return rows(['hello']);
    }),
  });

  test('is tables, rows and restore points', async () => {
    const { app } = await live(fixtureAppDatabase({ ask: asked }));
    expect(await viewTables(deps)(app, never)).toEqual({ tables: [{ name: 'messages', rows: 2 }] });
    expect(await viewTable(deps)(app, 'messages', never)).toEqual({
      table: 'messages',
      columns: ['text'],
      rows: [['hello']],
    });
    expect((await viewRestorePoints(deps)(app, never)).restore_points).toMatchObject([
      { restore_point_id: 'rp_1' },
    ]);
  });

  test('says the moment of a restore point as people say it', async () => {
    const { app, database } = await live();
    await database.keep(app.app_id, 'Before going back to 2026-12-01T04:49:31.902Z', never);
    const { restore_points: points } = await viewRestorePoints(deps)(app, never);
    expect(points[0]?.reason).toBe('Before going back to 1 December 2026 at 04:49 UTC');
  });

  test('of a deleted app lies aside, which nobody is told as none', async () => {
    const { app } = await live(fixtureAppDatabase({ ask: asked }));
    await deleteApp(deps)({ app, confirm: app.slug, actor: caller.id }, options);
    const deleted = await appOf();
    const views = [viewTables, viewRestorePoints, exportData].map((view) => view(deps)(deleted, never));
    for (const view of [...views, viewTable(deps)(deleted, 'messages', never)])
      await expect(view).rejects.toMatchObject({ name: 'Conflict', code: 'app_deleted' });
  });

  test('can be taken along as SQL', async () => {
    const nothing: AskSql = async (queries) => ({ kind: 'done', results: queries.map(() => rows()) });
    const { app } = await live(fixtureAppDatabase({ ask: nothing }));
    expect(await exportData(deps)(app, never)).toBe('begin;\n\ncommit;\n');
    const much: AskSql = async (queries) => ({
      kind: 'done',
      results: queries.map(({ query }) =>
        query.includes('migrations') ? rows(['1', 'x'.repeat(5e6)]) : rows(),
      ),
    });
    const local = fixtureAppDatabase({ ask: much });
    await local.ensureBranch({ appId: app.app_id }, never);
    expect(await exportData({ ...deps, appDatabase: local })(app, never)).toHaveLength(5_000_023);
    await expect(
      exportData({ ...deps, appDatabase: { ...local, name: 'neon' } })(app, never),
    ).rejects.toMatchObject({ code: 'data_too_large', message: expect.stringContaining('4 MB') });
  });

  test('is nothing, in words, where an app keeps none or nothing keeps it', async () => {
    await ship();
    const app = await appOf();
    for (const appDatabase of [undefined, fixtureAppDatabase()]) {
      const some = { ...deps, appDatabase };
      expect(await viewTables(some)(app, never)).toEqual({ tables: [] });
      expect(await viewRestorePoints(some)(app, never)).toEqual({ restore_points: [] });
      await expect(viewTable(some)(app, 'messages', never)).rejects.toMatchObject({
        code: 'table_not_found',
      });
      await expect(exportData(some)(app, never)).rejects.toMatchObject({ code: 'no_data' });
    }
    await expect(back('rp_1')).rejects.toMatchObject({ code: 'no_data' });
  });
});
