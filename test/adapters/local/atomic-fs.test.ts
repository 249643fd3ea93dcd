import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../../adapters/local/code-host/atomic-fs.ts';
import { temporaryHome } from './temporary-home.ts';

test('readers see the old file or the new one, and nothing else stays in the folder', async () => {
  const home = temporaryHome();
  const path = join(home, 'main');
  writeFileSync(path, 'old'.repeat(100_000));
  const write = writeWhole(path, 'new'.repeat(100_000), { flush: true });
  let isWritten = false;
  void write.finally(() => {
    isWritten = true;
  });
  while (!isWritten) {
    expect(['old', 'new']).toContain(readFileSync(path, 'utf8').replaceAll(/(old|new)(?=\1)/g, ''));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(readFileSync(path, 'utf8')).toBe('new'.repeat(100_000));
  expect(readdirSync(home)).toEqual(['main']);
});

test('a write that fails leaves nothing behind and says so', async () => {
  const home = temporaryHome();
  await expect(writeWhole(join(home, 'missing/main'), 'x', { flush: false })).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect(readdirSync(home)).toEqual([]);
});
