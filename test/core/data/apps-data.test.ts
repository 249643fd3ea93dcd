import { expect, test } from 'vitest';
import {
  type DataDeps,
  previewData,
  productionData,
  productionEnvironment,
} from '../../../core/data/apps-data.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { fixtureAppDatabase } from './fixture-app-database.ts';

const never = new AbortController().signal;
const appId = appIdSchema.parse(`app_${'0'.repeat(26)}`);
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
const files = [{ path: 'migrations/0001_a.sql', content: 'create table a ()' }];
const noFiles = [{ path: 'index.html', content: '' }];
const without: DataDeps = { appDatabase: undefined };

test('a preview gets a branch of its own, migrated, and its address', async () => {
  const database = fixtureAppDatabase();
  const environment = await previewData({ appDatabase: database })({ appId, missionId, files }, never);
  expect(environment).toEqual({ DATABASE_URL: `fixture:${appId}/${missionId}` });
  expect(database.did).toEqual([`ensure ${appId}/${missionId}`, `migrate ${appId}/${missionId}`]);
});

test('an app without migrations has no data, wherever it is', async () => {
  expect(await previewData(without)({ appId, missionId, files: noFiles }, never)).toEqual({});
  expect(await productionData(without)({ appId, files: noFiles, reason: 'x' }, never)).toEqual({
    kind: 'none',
  });
  expect(await productionEnvironment(without)({ appId }, never)).toEqual({});
  expect(await productionEnvironment({ appDatabase: fixtureAppDatabase() })({ appId }, never)).toEqual({});
});

test('an app with migrations is refused in words where nothing keeps data', async () => {
  const refusal = {
    name: 'DependencyRefused',
    code: 'no_database',
    message: expect.stringContaining('connect Neon'),
  };
  await expect(previewData(without)({ appId, missionId, files }, never)).rejects.toMatchObject(refusal);
  await expect(productionData(without)({ appId, files, reason: 'x' }, never)).rejects.toMatchObject(refusal);
});

test('a migration that does not run on a preview ends the deployment in its words', async () => {
  const database = fixtureAppDatabase({ migrate: 'syntax error' });
  await expect(
    previewData({ appDatabase: database })({ appId, missionId, files }, never),
  ).rejects.toMatchObject({
    name: 'DependencyRefused',
    message: 'syntax error',
  });
});

test('production is kept and its copy tried before a migration runs on it', async () => {
  const database = fixtureAppDatabase();
  const outcome = await productionData({ appDatabase: database })(
    { appId, files, reason: 'Before #1' },
    never,
  );
  expect(outcome).toEqual({ kind: 'ready', ran: ['0001_a.sql'], restorePointId: 'rp_1' });
  expect(database.did).toEqual([`ensure ${appId}`, 'keep Before #1', 'rehearse rp_1', `migrate ${appId}`]);
  expect(await productionEnvironment({ appDatabase: database })({ appId }, never)).toEqual({
    DATABASE_URL: `fixture:${appId}`,
  });
});

test.each(['rehearse', 'migrate'] as const)(
  'production stays as it is where the migration fails to %s',
  async (step) => {
    const database = fixtureAppDatabase({ [step]: 'row 7 is in the way' });
    const outcome = await productionData({ appDatabase: database })({ appId, files, reason: 'x' }, never);
    expect(outcome).toEqual({ kind: 'refused', message: 'row 7 is in the way' });
    expect(database.did.includes(`migrate ${appId}`)).toBe(step === 'migrate');
  },
);
