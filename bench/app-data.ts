import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askTwin } from '../pod-image/database/ask-twin.ts';
import { ensureTemplate, makeDatabase } from '../pod-image/database/make-database.ts';
import { startTwin } from '../pod-image/database/start-twin.ts';
import { median, printFigure, rounded } from './figure.ts';
import { preciseNowMs } from './precise-now.ts';

const runs = 5;
const queries = 200;
const never = new AbortController().signal;

/** An app's own database on this machine: made, opened, asked, and what it takes of memory. */
export async function benchAppData(): Promise<void> {
  await ensureTemplate();
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-data-'));
  const taken: Taken[] = [];
  try {
    for (let run = 0; run < runs; run += 1) taken.push(await measure(join(home, `app-${run}`)));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const middle = (pick: (one: Taken) => number): number => rounded(median(taken.map(pick)));
  const atMost = (limit: number) => ({ limit, limit_is: 'at most' }) as const;
  printFigure({ figure: 'app-database-made', value: middle(({ madeMs }) => madeMs), unit: 'ms', runs });
  const openedMs = middle((one) => one.openedMs);
  printFigure({ figure: 'app-database-opened', value: openedMs, unit: 'ms', ...atMost(2_000), runs });
  printFigure({ figure: 'app-database-write', value: middle(({ writeMs }) => writeMs), unit: 'ms', runs });
  const heldMb = middle((one) => one.heldMb);
  if (heldMb > 0)
    printFigure({ figure: 'app-database-memory', value: heldMb, unit: 'MB', ...atMost(200), runs });
}

interface Taken {
  readonly madeMs: number;
  readonly openedMs: number;
  readonly writeMs: number;
  readonly heldMb: number;
}

async function measure(folder: string): Promise<Taken> {
  const madeMs = await timeOf(() => makeDatabase(folder));
  const startedMs = preciseNowMs();
  const twin = await startTwin(folder, { statementMs: 8_000 });
  const openedMs = preciseNowMs() - startedMs;
  const tables = ['create table n (i int)', 'grant all on n to app'].map((query) => ({ query }));
  await askTwin(twin.ownerSocket)(tables, { isReadOnly: false }, never);
  const insert = [{ query: 'insert into n values ($1)', params: ['1'] }];
  const writes: number[] = [];
  for (let query = 0; query < queries; query += 1)
    writes.push(await timeOf(() => askTwin(twin.appSocket)(insert, { isReadOnly: false }, never)));
  const heldMb = heldBy(twin.pid);
  await twin.end();
  return { madeMs, openedMs, writeMs: median(writes), heldMb };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = preciseNowMs();
  await work();
  return preciseNowMs() - startedMs;
}

/** What a process holds that no other shares, as a pod's memory is counted; 0 where the machine does not tell. */
function heldBy(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return 0;
  const parts = readFileSync(status, 'utf8').matchAll(/Rss(?:Anon|Shmem):\s+(\d+) kB/g);
  return [...parts].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1_024;
}
