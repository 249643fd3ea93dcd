import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type Durability, openDatabase } from '../../../adapters/local/database.ts';
import { temporaryHome } from './temporary-home.ts';

const [full, normal] = [2, 1];

test.each<[Durability | undefined, number]>([
  [undefined, full],
  ['power-cut', full],
  ['kill', normal],
])('a write that is to outlive a %s is synced as that takes', (outlives, synchronous) => {
  const database = openDatabase(temporaryHome(), outlives);
  expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous });
  expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});

test('what was written before a kill is there after it, in the order of both kinds of writers', () => {
  const home = temporaryHome();
  const script = `
    const { openDatabase } = await import(${JSON.stringify(new URL('../../../adapters/local/database.ts', import.meta.url).href)});
    const [events, records] = [openDatabase(${JSON.stringify(home)}), openDatabase(${JSON.stringify(home)}, 'kill')];
    events.exec('create table t (n integer)');
    for (let n = 0; n < 40; n += 1) (n % 2 ? events : records).prepare('insert into t values (?)').run(n);
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
  expect(signal).toBe('SIGKILL');
  const database = openDatabase(home);
  expect(
    database
      .prepare('select n from t order by rowid')
      .all()
      .map(({ n }) => n),
  ).toEqual(Array.from({ length: 40 }, (_, n) => n));
  database.close();
});
