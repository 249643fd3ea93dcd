import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askTwin } from '../pod-image/database/ask-twin.ts';
import { ensureTemplate, makeDatabase } from '../pod-image/database/make-database.ts';
import { startTwin } from '../pod-image/database/start-twin.ts';
import { median, printFigure, rounded } from './figure.ts';
import { preciseNow } from './precise-now.ts';

const runs = 5;
const queries = 200;
const never = new AbortController().signal;

/** An app's own database on this machine: made, opened, asked, and what it takes of memory. */
export async function benchAppData(): Promise<void> {
  await ensureTemplate();
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-data-'));
  const [made, opened, asked, memory]: [number[], number[], number[], number[]] = [[], [], [], []];
  try {
    for (let run = 0; run < runs; run += 1) {
      const folder = join(home, `app-${run}`);
      made.push(await timeOf(() => makeDatabase(folder)));
      const startedMs = preciseNow();
      const twin = await startTwin(folder, { statementMs: 8_000 });
      opened.push(preciseNow() - startedMs);
      const insert = [{ query: 'insert into n values ($1)', params: ['1'] }];
      await askTwin(twin.ownerSocket)(
        [{ query: 'create table n (i int)' }, { query: 'grant all on n to app' }],
        { isReadOnly: false },
        never,
      );
      for (let query = 0; query < queries; query += 1)
        asked.push(await timeOf(() => askTwin(twin.appSocket)(insert, { isReadOnly: false }, never)));
      memory.push(peakOf(twin.pid));
      await twin.end();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  printFigure({ figure: 'app-database-made', value: rounded(median(made)), unit: 'ms', runs });
  printFigure({
    figure: 'app-database-opened',
    value: rounded(median(opened)),
    unit: 'ms',
    limit: 2_000,
    limit_is: 'at most',
    runs,
  });
  printFigure({
    figure: 'app-database-write',
    value: rounded(median(asked)),
    unit: 'ms',
    runs: runs * queries,
  });
  if (median(memory) > 0)
    printFigure({
      figure: 'app-database-peak-memory',
      value: rounded(median(memory)),
      unit: 'MB',
      limit: 200,
      limit_is: 'at most',
      runs,
    });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = preciseNow();
  await work();
  return preciseNow() - startedMs;
}

/** The most that a process ever held, shared pages of Node's own program included; 0 where the machine does not tell. */
function peakOf(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return 0;
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
