import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installedBrowser } from '../pod-image/driver/installed-browser.ts';
import { printFigure } from './figure.ts';

const run = promisify(execFile);

/** Where GANTRY_BENCH_APPS=8 asks for these alone, as .ci/run does: of every stack, with data and without. */
const eight = [
  'book-shelf',
  'budget-planner',
  'event-signup',
  'family-shopping',
  'loan-calculator',
  'memory-game',
  'team-poll',
  'text-statistics',
];

/**
 * How often checks that were agreed from a memo alone find fault with an app that works, and catch one that is broken as a person would notice. In
 * a process of its own, since one process has one Gantry. Skips, and says so, without Chromium.
 */
export async function benchJudgedApps(): Promise<void> {
  if (installedBrowser() === undefined) {
    console.error('SKIPPED: the figures of false alarms, for want of Chromium');
    return;
  }
  // It ends with 1 where a figure is not what one would wish; the figures say so themselves.
  const only = process.env.GANTRY_BENCH_APPS === '8' ? ['--only', eight.join(',')] : [];
  const judge = ['--conditions=gantry-local', 'eval/main.ts', 'judge', ...only];
  const { stdout } = await run(process.execPath, judge, {
    cwd: join(import.meta.dirname, '..'),
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const { good, falseAlarms, broken, caught } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  printFigure({
    figure: 'false-alarms',
    value: falseAlarms / good,
    unit: 'of the apps that work',
    apps: good,
    // Of eight apps on a shared machine, where GANTRY_BENCH_SLACK is 3, one may be its slowness; of all of them none may.
    limit: good === eight.length ? 0.05 : 0.03,
    limit_is: 'at most',
  });
  printFigure({
    figure: 'broken-apps-caught',
    value: caught / broken,
    unit: 'of the apps that are broken in one way',
    apps: broken,
    // The twins of stretch-routine and room-booking are not caught: test/fixtures/judged-apps/README.md says why as far as it is known. Their checks stay as agreed, and count.
    limit: 0.9,
    limit_is: 'at least',
  });
}
