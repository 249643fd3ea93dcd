import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readTable } from '../../eval/table.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'gantry-eval-test-'));

/** What a terminal shows of `npm run eval`; the browser's part is tried elsewhere. */
async function evaluate(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--conditions=gantry-local', 'eval/main.ts', ...args], {
    cwd: repository,
    env: { PATH: process.env.PATH ?? '', GANTRY_BROWSER: 'none', GANTRY_ALLOW_WEAK_POD: '1' },
  });
  return stdout;
}

test('an evaluation takes memos through the whole product, and keeps a table that another is compared with', {
  timeout: 180_000,
}, async () => {
  const [kept, builtIn] = [join(folder, 'kept.json'), join(folder, 'built-in.json')];
  const shown = await evaluate('--only', 'split-the-bill', '--replay', 'eval/kept', '--out', kept);
  expect(shown).toContain('1 of 1 shipped');
  expect(readTable(kept).rows).toMatchObject([{ memo: 'split-the-bill', ended: 'DEPLOYED', heals: [] }]);

  await evaluate('--only', 'video-calls,split-the-bill', '--out', builtIn);
  expect(readTable(builtIn).rows.map(({ ended, failure }) => [ended, failure === null])).toEqual([
    ['BLOCKED', false],
    ['BLOCKED', false],
  ]);
  expect(await evaluate('compare', kept, builtIn)).toContain('split-the-bill  shipped 100 % → 0 %');
});
