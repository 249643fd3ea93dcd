import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createAppDatabase } from '../../../adapters/local/app-database.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { askTwin } from '../../../pod-image/database/ask-twin.ts';
import { testAppDatabase } from '../../contract/app-database.ts';
import { temporaryHome } from './temporary-home.ts';

const home = temporaryHome();
const database = createAppDatabase({ home, clock: systemClock, mostOpen: 3 });
afterAll(() => database.close());

testAppDatabase('local', () => ({
  database,
  asApp: async (branch) => async (queries, options, signal) => {
    const opened = await database.openForFunctions(branch);
    if (opened === undefined) throw new Error('the app keeps no data there');
    try {
      return await askTwin(opened.socketPath)(queries, options, signal);
    } finally {
      opened.letGo();
    }
  },
}));

describe('what a start clears away', () => {
  const never = new AbortController().signal;
  const ids = createIds({ clock: systemClock });
  const newApp = () => appIdSchema.parse(ids.make('app'));
  const at = (nowMs: number) => createAppDatabase({ home, clock: { nowMs: () => nowMs } });

  test('is what lay aside for long enough, and nothing else', async () => {
    const [over, still] = [newApp(), newApp()];
    for (const appId of [over, still]) await database.ensureBranch({ appId }, never);
    await database.setAside(over, new Date(9_000), never);
    await database.setAside(still, new Date(11_000), never);
    await at(10_000).purge(never);
    for (const appId of [over, still]) await database.takeBack(appId, never);
    expect(await database.open({ appId: over }, never)).toBeUndefined();
    expect(await database.open({ appId: still }, never)).toBeDefined();
  });

  test('is a preview that nobody opened for two weeks, and never production', async () => {
    const appId = newApp();
    const preview = { appId, missionId: missionIdSchema.parse(ids.make('msn')) };
    for (const branch of [{ appId }, preview]) await database.ensureBranch(branch, never);
    await at(Date.now() + 13 * 86_400_000).purge(never);
    expect(await database.open(preview, never)).toBeDefined();
    await at(Date.now() + 15 * 86_400_000).purge(never);
    expect(await database.open(preview, never)).toBeUndefined();
    expect(await database.open({ appId }, never)).toBeDefined();
  });
});

test('a restore that was cut off between its two last steps is finished by whoever looks next', async () => {
  const never = new AbortController().signal;
  const appId = appIdSchema.parse(createIds({ clock: systemClock }).make('app'));
  await database.ensureBranch({ appId }, never);
  const folder = join(home, 'databases', appId, 'production');
  renameSync(folder, `${folder}.next`);
  expect(await database.open({ appId }, never)).toBeDefined();
  expect(existsSync(folder)).toBe(true);
});
