import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyWritten } from '../../core/draft/apply-written.ts';
import { collectWritten } from '../../core/draft/collect-written.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import { changeFiles, type FileChange } from '../../demo-model/change-files.ts';

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `line ${at}`);
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const changeOf = (before: string, after: string): FileChange | undefined =>
  changeFiles([{ path: 'a.js', content: before }], [{ path: 'a.js', content: after }])[0];

describe('the changes of a file', () => {
  it('are whole lines around each place, in the order of the file', () => {
    const after = numbered(60).flatMap((line, at) =>
      at === 10 ? ['ten'] : at === 40 ? [line, 'more'] : [line],
    );
    expect(changeOf(text(numbered(60)), text(after))).toEqual({
      kind: 'edit',
      path: 'a.js',
      changes: [
        {
          find: text(numbered(60).slice(7, 14)),
          put: text(['line 7', 'line 8', 'line 9', 'ten', 'line 11', 'line 12', 'line 13']),
        },
        {
          find: text(numbered(60).slice(38, 44)),
          put: text(['line 38', 'line 39', 'line 40', 'more', 'line 41', 'line 42', 'line 43']),
        },
      ],
    });
  });

  it('take more lines where three around a place stand elsewhere, too', () => {
    const same = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const before = ['one', ...same, 'two', ...same, ...numbered(20)];
    const after = ['one', ...same.slice(0, 4), 'new', ...same.slice(4), ...before.slice(8)];
    const change = changeOf(text(before), text(after));
    expect(change?.kind === 'edit' && change.changes[0]?.find).toBe(text([...same, 'two']));
  });

  it.each<[string, string, string]>([
    ['more than a third changed', text(numbered(9)), text([...numbered(5), 'a', 'b', 'c', 'd'])],
    [
      'no lines around a place tell it apart',
      'same\n'.repeat(60),
      `${'same\n'.repeat(30)}new\n${'same\n'.repeat(30)}`,
    ],
    ['its last line has no end', text(numbered(60)).trimEnd(), text(['new', ...numbered(60)])],
  ])('are the whole file where %s', (_, before, after) => {
    expect(changeOf(before, after)).toEqual({ kind: 'file', path: 'a.js', content: after });
  });

  it('make of any text exactly the other', () => {
    const line = fc.constantFrom('', ' ', 'a', '  a', 'b', '}', 'c\r', '\ta');
    const content = fc.array(line, { maxLength: 40 }).map(text);
    const long = fc
      .tuple(
        fc.array(line, { minLength: 20, maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(60), line), { maxLength: 4 }),
      )
      .map(([lines, changes]) => [
        text(lines),
        text(lines.map((old, at) => changes.find(([place]) => place === at)?.[1] ?? old)),
      ]);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(content, content), long), ([before, after]) => {
        const source: readonly SourceFile[] = [{ path: 'a.js', content: before ?? '' }];
        const target = [{ path: 'a.js', content: after ?? '' }];
        const { files, misses } = applyWritten(source, collectWritten(changeFiles(source, target)).written);
        expect(misses).toEqual([]);
        expect(files).toEqual(target);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the changes of an app', () => {
  it('leave out what stays, and put tests and README after what is shown', () => {
    const file = (path: string, content = `${path}\n`): SourceFile => ({ path, content });
    const before = [
      file('README.md', 'old\n'),
      file('index.html'),
      file('src/gone.js'),
      file('test/gone.test.js'),
    ];
    const after = [
      file('README.md'),
      file('index.html'),
      file('main.js'),
      file('src/a.js'),
      file('test/a.test.js'),
    ];
    expect(changeFiles(before, after).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'file src/a.js',
      'delete src/gone.js',
      'file main.js',
      'file README.md',
      'file test/a.test.js',
      'delete test/gone.test.js',
    ]);
  });
});
