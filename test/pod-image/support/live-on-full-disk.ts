import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { createAppDatabase } from '../../../adapters/local/app-database.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { appIdSchema } from '../../../core/wire/ids.ts';
import { askTwin } from '../../../pod-image/database/ask-twin.ts';

// An app's data on a disk that is given as an argument and has no other user: it is filled, and has room again at the end. Prints what came of it.
const [disk = ''] = process.argv.slice(2);
const never = new AbortController().signal;
const branch = { appId: appIdSchema.parse(createIds({ clock: systemClock }).make('app')) };
const database = createAppDatabase({ home: disk, clock: systemClock, statementMs: 1_000 });
const table = { path: 'migrations/0001_n.sql', content: 'create table n (i int primary key, t text);' };

async function ask(query: string, isReadOnly = false) {
  const opened = await database.openForFunctions(branch);
  try {
    return await askTwin(opened?.socketPath ?? '')([{ query }], { isReadOnly }, never);
  } finally {
    opened?.letGo();
  }
}
const failureOf = async <T extends object>(work: () => Promise<T>) =>
  work().catch(({ name, code, message }) => ({ kind: 'failed', name, code, message }) as const);

/** 250 KB that nothing makes shorter. */
const insert = (i: number): string =>
  `insert into n select ${i}, string_agg(md5((${i} * 7919 + g)::text), '') from generate_series(1, 8000) g`;

/** Until not a byte is left. */
function fill(): void {
  try {
    for (;;) appendFileSync(`${disk}/filler`, Buffer.alloc(4_096));
  } catch {
    // It is full.
  }
}

// What a copy of the data will need, when it is taken away again.
writeFileSync(`${disk}/filler`, Buffer.alloc(70_000_000));
await database.ensureBranch(branch, never);
await database.migrate(branch, [table], never);
const acknowledged: number[] = [];
const refusals: unknown[] = [];
for (let i = 0; refusals.length < 3; i += 1) {
  const outcome = await failureOf(() => ask(insert(i)));
  if (outcome.kind === 'done') acknowledged.push(i);
  else refusals.push(outcome.kind === 'refused' ? outcome.refusal.code : outcome.code);
}
fill();
const kept = await failureOf(() => database.keep(branch.appId, 'Before a merge', never));
// Were it open still, this would end it; it finds no room to begin again.
await failureOf(() => ask('select pg_sleep(60)'));
fill();
await failureOf(() => ask('select 1'));
const opened = await failureOf(() => ask('select 1'));
rmSync(`${disk}/filler`);
const left = await ask('select i from n order by i', true);
const point = await failureOf(() => database.keep(branch.appId, 'With room again', never));
const points = await database.list(branch.appId, never);
await database.close();
const found = left.kind === 'done' ? left.results[0]?.rows.map(([i]) => Number(i)) : left.refusal;
process.stdout.write(JSON.stringify({ acknowledged, refusals, kept, opened, found, point, points }));
