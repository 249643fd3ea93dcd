import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { testRecordStore } from '../../contract/record-store.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const home = temporaryHome();
const database = openDatabase(home);

testRecordStore('local', () => createRecordStore({ database, clock: systemClock }));

const countRows = (partition: string): unknown =>
  database.prepare('select count(*) as rows from records where partition = ?').get(partition)?.rows;

test('sweeps expired rows away when it opens, and no others', async () => {
  const store = createRecordStore({ database, clock: systemClock });
  const put = (sort: string, expiresAtMs?: number) =>
    store.put(
      { partition: 'sweep', sort },
      sort,
      { condition: { kind: 'any' }, ...(expiresAtMs && { expiresAtMs }) },
      never,
    );
  await put('old', Date.now() - 10_000);
  await put('young', Date.now() + 60_000);
  await put('lasting');
  expect(countRows('sweep')).toBe(3);
  createRecordStore({ database, clock: systemClock });
  expect(countRows('sweep')).toBe(2);
});

test('expires by its clock', async () => {
  let nowMs = 1_000;
  const store = createRecordStore({ database: openDatabase(temporaryHome()), clock: { nowMs: () => nowMs } });
  const key = { partition: 'p', sort: 's' };
  await store.put(key, 'v', { condition: { kind: 'any' }, expiresAtMs: 2_000 }, never);
  nowMs = 1_999;
  expect((await store.get(key, z.string(), never))?.value).toBe('v');
  nowMs = 2_000;
  expect(await store.get(key, z.string(), never)).toBeUndefined();
});

test.skipIf(process.platform === 'win32')('keeps the database from other users of the machine', () => {
  for (const file of ['gantry.db', 'gantry.db-wal']) expect(statSync(join(home, file)).mode & 0o077).toBe(0);
});
