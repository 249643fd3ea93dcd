import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../pod-image/driver/support/test-browser.ts';
import { isPodIsolated } from '../pod-image/support/pod-isolation.ts';

const run = promisify(execFile);
/** One of each stack, one of them with data; `npm run bench` tries them all. */
const names = ['split-bill', 'recipe-box', 'retro-board', 'loan-calculator'];

describe.skipIf(!hasBrowser || !isPodIsolated)('checks that were agreed from a memo alone', () => {
  it('find no fault with apps that work, and catch their twins that are broken in one way', {
    timeout: 600_000,
  }, async () => {
    const { stdout } = await run(
      process.execPath,
      ['--conditions=gantry-local', 'eval/main.ts', 'judge', '--only', names.join()],
      { cwd: join(import.meta.dirname, '../..') },
    ).catch((error: { stdout: string }) => error);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1), stdout).toEqual({ good: 4, falseAlarms: 0, broken: 4, caught: 4 });
    expect(lines.slice(0, -1).filter(({ isByChecks }) => !isByChecks)).toEqual([]);
  });
});
