import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installedBrowser } from '../pod-image/driver/installed-browser.ts';
import { printFigure } from './figure.ts';

const run = promisify(execFile);

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
  const { stdout } = await run(process.execPath, ['--conditions=gantry-local', 'eval/main.ts', 'judge'], {
    cwd: join(import.meta.dirname, '..'),
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const { good, falseAlarms, broken, caught } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  printFigure({
    figure: 'false-alarms',
    value: falseAlarms / good,
    unit: 'of the apps that work',
    apps: good,
    limit: 0.03,
    limit_is: 'at most',
  });
  printFigure({
    figure: 'broken-apps-caught',
    value: caught / broken,
    unit: 'of the apps that are broken in one way',
    apps: broken,
    // A check of packing-list has an alternative that is too weak, and none of room-booking's finds its twin out. They stay as they were agreed, and count.
    limit: 0.9,
    limit_is: 'at least',
  });
}
