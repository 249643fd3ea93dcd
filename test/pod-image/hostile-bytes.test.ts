import { spawn, spawnSync } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { resultMark } from '../../pod-image/programs/give-result.ts';
import { splitResult } from '../../pod-image/runners/split-result.ts';
import { breakableFunctions } from '../../pod-image/supervisor/breakable-functions.ts';
import { cleanLine, createLineCleaner } from '../../pod-image/supervisor/clean-lines.ts';
import { shippedModules } from '../../pod-image/supervisor/coverage.ts';
import { isAlive } from '../../pod-image/supervisor/process-tree.ts';
import { testsOfApp } from '../../pod-image/supervisor/tests-of-app.ts';
import { watchStep } from '../../pod-image/supervisor/watch-step.ts';
import { filesOf } from './support/pod-fixture.ts';

const megabyte = 1024 * 1024;
const esc = '\u001b';

/** How many times as much work a text four times as long is: 4 where it is linear, 16 where it is quadratic. The quietest of three counts. */
function growth(read: (text: string) => unknown, unit: string): number {
  const cost = (size: number): number => {
    const input = unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
    const runs = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      read(input);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    return Math.max(1_000, Math.min(...runs));
  };
  return cost(megabyte) / cost(megabyte / 4);
}

const html = (content: string): unknown => shippedModules({ files: filesOf({ 'index.html': content }) });
const imports =
  (path: string) =>
  (content: string): unknown =>
    testsOfApp(
      { files: filesOf({ [path]: content, 'src/a.js': '', 'a.py': '' }) },
      { tests: { total: 0, passed: 0, failed: 0, titles: [] }, files: [] },
    );
const functions = (content: string): unknown =>
  breakableFunctions({ files: filesOf({ 'a.js': content }), tree_sha256: '' }, new Set(['a.js']));
const lines = (content: string): void => {
  const cleaner = createLineCleaner(() => undefined);
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 65_536) cleaner.push(bytes.subarray(at, at + 65_536));
  cleaner.end();
};

describe('what the supervisor reads of an app', () => {
  it.each([
    ['a title that never ends', cleanLine, `${esc}]a`],
    ['titles that all end at the end', (input: string) => cleanLine(`${input}\u0007`), `${esc}]a`],
    ['a colour that never ends', cleanLine, `${esc}[0;`],
    ['a title of one letter', cleanLine, '\u009d;a'],
    ['escapes', cleanLine, esc],
    ['strings within strings', cleanLine, `${esc}P${esc}_${esc}^`],
    ['a line without an end', lines, 'x'],
    ['carriage returns', lines, '\r'],
    ['tags of scripts', html, '<script'],
    ['tags of scripts that end at the end', (input: string) => html(`${input}>`), '<script '],
    ['a source that never comes', html, '<script src'],
    ['spaces behind a source', (input: string) => html(`<script src${input}>`), ' '],
    ['imports in JavaScript', imports('test/a.test.js'), "'./"],
    ['imports in Python', imports('test/test_a.py'), 'import import_module("'],
    ['functions', functions, 'export const a=('],
    ['lines of functions', functions, 'export const a = (\n'],
    ['spaces before an import', imports('test/test_a.py'), ' '],
  ])('costs as much as it is long: %s', (_name, read, unit) => {
    expect(growth(read, unit)).toBeLessThan(9);
  });

  it('loses a sequence of a terminal, and no word behind one that never ends', () => {
    const say = (line: string): string => cleanLine(line);
    expect(say(`a${esc}[1;31mred${esc}[0m b`)).toBe('ared b');
    expect(say(`a${esc}]0;title\u0007b${esc}]8;;x${esc}\\c\u009d0;t\u009cd`)).toBe('abcd');
    expect(say(`a${esc}]0;hidden words`)).toBe('a0;hidden words');
    expect(say(`a${esc}(Bb${esc}7c${esc}`)).toBe('abc');
    expect(say(`${esc}]x${esc}]y\u0007z`)).toBe('z');
  });

  it('is passed on as it comes, also without an end of its line', async () => {
    const source = new PassThrough();
    const { output } = splitResult(source);
    source.write('no end of a line');
    const first = await new Promise<Buffer>((resolve) => output.once('data', resolve));
    expect(first.toString()).toBe('no end of a line');
    source.end();
  });

  it('is a result where the mark begins a line, whole or in pieces, and nowhere else', async () => {
    const all = `a ${resultMark}no\n${resultMark}{"a":\n${resultMark}1}`;
    for (const size of [1, 3, 7, all.length]) {
      const pieces = all.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const { output, result } = splitResult(Readable.from(pieces.map((piece) => Buffer.from(piece))));
      expect(await Promise.all([text(output), text(result)])).toEqual([`a ${resultMark}no\n`, '{"a":\n1}']);
    }
  });
});

describe('the watch over a step', () => {
  it('ends it when its time is over, however long the one who reads its output is busy', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const pid = child.pid ?? 0;
    const watch = watchStep(
      { watched: { kind: 'tree', pid, startedAt: undefined } },
      {
        limits: { memory_bytes: 1e9, processes: 9 },
        deadlineMs: performance.now() + 50,
        overflow: new Promise(() => undefined),
      },
    );
    // Nothing of this thread runs until the other one has acted.
    while (isAlive(pid)) spawnSync('sleep', ['0.05']);
    expect(await watch.ended).toBe('time');
    expect(await watch.stop()).toMatchObject({ endedBy: 'time' });
  });
});
