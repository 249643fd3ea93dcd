import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const testsIn = (text: string): string[] =>
  [...text.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, path = '']) => path);

describe('docs/security.md', () => {
  const text = read('docs/security.md');

  test('names in every line of its tables a test that is there', () => {
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (---|tries|whose|happens)/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(testsIn(row), row).not.toEqual([]);
  });

  test('names no test that is not there', () => {
    expect(testsIn(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names no suite that no test runs', () => {
    const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => read(join('test', path)));
    const suites = testsIn(text).filter((path) => !path.endsWith('.test.ts'));
    expect(suites.length).toBeGreaterThan(0);
    for (const path of suites)
      expect(
        tests.some((test) => test.includes(`/${basename(path)}'`)),
        path,
      ).toBe(true);
  });
});

test('decisions name no test that is not there', () => {
  const named = readdirSync(join(root, 'docs/decisions')).flatMap((name) =>
    testsIn(read(`docs/decisions/${name}`)),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
