import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTwins } from '../../../adapters/local/app-database/twins.ts';
import { askTwin } from '../../../pod-image/database/ask-twin.ts';
import { makeDatabase } from '../../../pod-image/database/make-database.ts';
import { startTwin, type Twin } from '../../../pod-image/database/start-twin.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const home = temporaryHome();
const write = { isReadOnly: false };
let made = 0;

async function newFolder(): Promise<string> {
  made += 1;
  const folder = join(home, `app-${made}`);
  await makeDatabase(folder);
  return folder;
}

async function start(folder: string, statementMs = 5_000): Promise<Twin> {
  const twin = await startTwin(folder, { statementMs });
  onTestFinished(() => twin.end());
  return twin;
}

async function withTable(folder: string): Promise<void> {
  const twin = await start(folder);
  const queries = ['create table n (i int primary key)', 'grant all on n to app'].map((query) => ({ query }));
  await askTwin(twin.ownerSocket)(queries, write, never);
  await twin.end();
}

async function numbers(twin: Twin): Promise<ReadonlySet<number>> {
  const outcome = await askTwin(twin.appSocket)([{ query: 'select i from n' }], { isReadOnly: true }, never);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  return new Set(outcome.results[0]?.rows.map(([i]) => Number(i)));
}

/** Inserts one number after the other until the database is gone, and answers those that were acknowledged. */
async function insertUntilGone(twin: Twin, from: number, acknowledged: number[]): Promise<void> {
  for (let i = from; ; i += 1) {
    const insert = { query: 'insert into n values ($1)', params: [i] };
    const outcome = await askTwin(twin.appSocket)([insert], write, never).catch(() => undefined);
    if (outcome?.kind !== 'done') return;
    acknowledged.push(i);
  }
}

describe("an app's database that is killed", { timeout: 120_000 }, () => {
  test('ten times in the middle of writing has lost nothing that it acknowledged', async () => {
    const folder = await newFolder();
    await withTable(folder);
    const acknowledged: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const twin = await start(folder);
      const writers = [0, 1, 2].map((writer) =>
        insertUntilGone(twin, round * 1_000_000 + writer * 300_000, acknowledged),
      );
      const before = acknowledged.length;
      while (acknowledged.length < before + 20 * round) await sleep(1);
      process.kill(twin.pid, 'SIGKILL');
      await Promise.all(writers);
      await twin.gone;
    }
    const kept = await numbers(await start(folder));
    expect(acknowledged.filter((i) => !kept.has(i))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(1_000);
  });

  test('keeps none of a transaction that was not over', async () => {
    const folder = await newFolder();
    await withTable(folder);
    const twin = await start(folder);
    const sleeps = [{ query: 'insert into n values (1)' }, { query: 'select pg_sleep(60)' }];
    const asked = askTwin(twin.appSocket)(sleeps, write, never).catch(() => 'gone');
    await sleep(300);
    process.kill(twin.pid, 'SIGKILL');
    expect(await asked).toBe('gone');
    await twin.gone;
    expect(await numbers(await start(folder))).toEqual(new Set());
  });

  test('lets the next one have its folder at once', async () => {
    const folder = await newFolder();
    const twin = await start(folder);
    process.kill(twin.pid, 'SIGKILL');
    await twin.gone;
    await (await start(folder)).end();
    expect(readdirSync(folder).toSorted()).toEqual(['data', 'lock.sqlite']);
  });
});

describe("an app's database", () => {
  test('ends a statement that runs too long, in words, and goes on with all that was there', async () => {
    const folder = await newFolder();
    await withTable(folder);
    const twin = await start(folder, 500);
    const ask = askTwin(twin.appSocket);
    await ask([{ query: 'insert into n values (1)' }], write, never);
    for (const query of [
      'select pg_sleep(60)',
      'with recursive r(i) as (select 1 union all select i + 1 from r) select sum(i) from r',
    ])
      expect(await ask([{ query }], write, never)).toMatchObject({
        kind: 'refused',
        refusal: { code: '57014', message: 'canceling statement: it ran too long' },
      });
    expect(await numbers(twin)).toEqual(new Set([1]));
  });

  test('refuses what would take too much memory, and goes on', async () => {
    const twin = await start(await newFolder());
    const ask = askTwin(twin.appSocket);
    const query = "select length(string_agg(repeat('x', 100000000), '')) from generate_series(1, 9)";
    expect(await ask([{ query }], write, never)).toMatchObject({ kind: 'refused' });
    expect(await ask([{ query: 'select 1' }], write, never)).toMatchObject({ kind: 'done' });
  });

  test('is never open twice', async () => {
    const folder = await newFolder();
    const twin = await start(folder);
    const second = startTwin(folder, { statementMs: 5_000, waitMs: 200 });
    await expect(second).rejects.toMatchObject({
      code: 'database_unreachable',
      cause: { message: expect.stringContaining('is open in another process') },
    });
    await twin.end();
    await (await start(folder)).end();
  });
});

describe('databases that are open at once', () => {
  test('end when nobody has used them for a while, and open again when somebody does', async () => {
    const folder = await newFolder();
    await withTable(folder);
    const twins = createTwins({ idleMs: 50, most: 2, statementMs: 5_000 });
    onTestFinished(() => twins.close());
    const first = await twins.lease(folder);
    await askTwin(first.twin.appSocket)([{ query: 'insert into n values (7)' }], write, never);
    first.letGo();
    first.letGo();
    await first.twin.gone;
    const again = await twins.lease(folder);
    expect(again.twin.pid).not.toBe(first.twin.pid);
    expect(await numbers(again.twin)).toEqual(new Set([7]));
  });

  test('are as many as may be: one that is unused makes room, ones in use do not', async () => {
    const [a, b, c] = [await newFolder(), await newFolder(), await newFolder()];
    const twins = createTwins({ idleMs: 60_000, most: 2, statementMs: 5_000 });
    onTestFinished(() => twins.close());
    const first = await twins.lease(a);
    await twins.lease(b);
    await expect(twins.lease(c)).rejects.toMatchObject({ name: 'DependencyFailed', code: 'databases_busy' });
    first.letGo();
    await twins.lease(c);
    await first.twin.gone;
  });

  test('open again after one was killed', async () => {
    const folder = await newFolder();
    const twins = createTwins({ idleMs: 60_000, most: 2, statementMs: 5_000 });
    onTestFinished(() => twins.close());
    const first = await twins.lease(folder);
    process.kill(first.twin.pid, 'SIGKILL');
    await first.twin.gone;
    expect((await twins.lease(folder)).twin.pid).not.toBe(first.twin.pid);
  });
});
