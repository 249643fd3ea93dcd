import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { texts } from '#texts';
import { line, print, printError, printFault, printJson } from '../local/terminal.ts';
import { compareTables } from './compare-tables.ts';
import { countJudgements, judgeApps } from './judge-apps.ts';
import { readJudgedApps } from './judged-apps.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { readMemos } from './memos.ts';
import { runMemos } from './run-memos.ts';
import { showTable } from './show-table.ts';
import { readTable, type Table } from './table.ts';

const usage = `Usage:
  npm run eval -- [--only NAME,NAME] [--times 3] [--out TABLE.json] [--home FOLDER] [--record FOLDER | --replay FOLDER]
  npm run eval -- compare BEFORE.json AFTER.json
  npm run eval -- judge [--only NAME,NAME]

Runs the memos of eval/memos.yaml through the whole product with the model that the environment connects, as npm start does, and keeps a table.
--home keeps the apps: GANTRY_HOME=FOLDER npm start shows them. --record writes down what the model answers, and --replay gives it again.
judge has apps that work, and twins of them that are broken in one way, tried by the checks of their specs: it ends with 1 where one that works is found fault with,
or a broken one is not.`;

/** Runs or compares, and answers the exit code: 0 done, 1 a fault, 2 called wrongly. */
async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      times: { type: 'string', default: '1' },
      out: { type: 'string' },
      home: { type: 'string' },
      record: { type: 'string' },
      replay: { type: 'string' },
    },
  });
  const [command, before, after] = positionals;
  if (command === 'compare' && before !== undefined && after !== undefined) {
    print(
      compareTables(readTable(before), readTable(after))
        .map((told) => line`${told}`)
        .join('\n'),
    );
    return 0;
  }
  const names = values.only.split(',').filter((name) => name !== '');
  if (command === 'judge') return judge(names);
  const times = Number(values.times);
  if (command !== undefined || !Number.isInteger(times) || times < 1) {
    printError(usage);
    return 2;
  }
  const memos = readMemos(names);
  const made = await runMemos({
    memos,
    times,
    home: values.home,
    kept: keptOf(values),
    onRow: ({ memo, run, ended }) => printError(line`${memo} #${run} ended ${ended}`),
    onLine: (told) => printError(line`${told}`),
  });
  const table: Table = { version: 1, gantry: texts.version, ...made };
  keepTable(table, values.out ?? join('eval', 'tables', `${made.made_at.replaceAll(':', '-')}.json`));
  if (values.home !== undefined)
    for (const { name, look_for: wanted } of memos)
      print(line`${name}: look for yourself. ${wanted.join('. ')}.`);
  return 0;
}

/** Prints a line of JSON an app and twin, and the figures. */
async function judge(names: readonly string[]): Promise<number> {
  const judged = await judgeApps(readJudgedApps(names), {
    onJudged: printJson,
    onLine: (told) => printError(line`${told}`),
  });
  const counts = countJudgements(judged);
  printJson(counts);
  return counts.falseAlarms === 0 && counts.caught === counts.broken ? 0 : 1;
}

function keptOf({ record, replay }: { record?: string; replay?: string }): KeptAnswers | undefined {
  if (record !== undefined) return { folder: record, mode: 'record' };
  return replay === undefined ? undefined : { folder: replay, mode: 'replay' };
}

function keepTable(table: Table, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(table, null, 2)}\n`);
  for (const told of showTable(table)) print(line`${told}`);
  print(line`\nKept in ${path}`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (fault) {
  printFault(fault);
  process.exitCode = 1;
}
