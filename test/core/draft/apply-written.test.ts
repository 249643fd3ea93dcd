import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyWritten } from '../../../core/draft/apply-written.ts';
import { compareUtf8 } from '../../../core/draft/byte-order.ts';
import type { Written } from '../../../core/draft/written.ts';

type Change = { readonly find: string; readonly put: string };
const nothing = { files: [], edits: [], deletes: [] };
const edit = (path: string, ...changes: readonly Change[]) => ({
  ...nothing,
  edits: [{ path, changes: [...changes] }],
});
const page = `function add(a, b) {
  return a + b;
}

function take(a, b) {
  return a - b;
}
`;

/** The file after edits, or why they do not fit. */
function edited(content: string, ...changes: readonly Change[]): string {
  const { files, misses } = applyWritten([{ path: 'a.js', content }], edit('a.js', ...changes));
  return misses[0]?.why ?? files[0]?.content ?? '';
}

describe('what was written', () => {
  test('replaces, adds and deletes files, and keeps the rest, in byte order of path', () => {
    const source = [
      { path: 'index.html', content: 'page' },
      { path: 'src/a.js', content: 'a' },
      { path: 'src/b.js', content: 'b' },
    ];
    const written = {
      files: [
        { path: 'src/b.js', content: 'B' },
        { path: 'api/c.js', content: 'c' },
      ],
      edits: [],
      deletes: ['src/a.js', 'never/there.js'],
    };
    expect(applyWritten(source, written)).toEqual({
      files: [
        { path: 'api/c.js', content: 'c' },
        { path: 'index.html', content: 'page' },
        { path: 'src/b.js', content: 'B' },
      ],
      changedPaths: ['api/c.js', 'src/a.js', 'src/b.js'],
      misses: [],
    });
  });

  test('changes nothing where it says what is there already', () => {
    const source = [{ path: 'a', content: '1' }];
    expect(applyWritten(source, { ...nothing, files: source }).changedPaths).toEqual([]);
  });

  test('gives exactly the changed tree for any files', () => {
    const path = fc.constantFrom('a', 'b/c', 'b.js', 'ü', '\u{1f600}', '\ufffd');
    const tree = fc.uniqueArray(fc.record({ path, content: fc.constantFrom('', '1', '2') }), {
      selector: (file) => file.path,
    });
    fc.assert(
      fc.property(tree, tree, fc.uniqueArray(path), (source, files, deletes) => {
        const applied = applyWritten(source, { files, edits: [], deletes });
        const expected = new Map(source.map((file) => [file.path, file.content]));
        for (const gone of deletes) expected.delete(gone);
        for (const file of files) expected.set(file.path, file.content);
        expect(new Map(applied.files.map((file) => [file.path, file.content]))).toEqual(expected);
        const paths = applied.files.map((file) => file.path);
        expect(paths).toEqual(paths.toSorted(compareUtf8));
      }),
    );
  });
});

describe('an edit', () => {
  test('takes the place of whole lines that stand there once', () => {
    expect(edited(page, { find: '  return a + b;\n', put: '  return b + a;\n' })).toBe(
      page.replace('a + b', 'b + a'),
    );
  });

  test('refers to the text as it was shown, in any order', () => {
    const changes = [
      { find: 'function take(a, b) {\n', put: 'function add(a, b) {\n' },
      { find: 'function add(a, b) {\n', put: '' },
    ];
    expect(edited(page, ...changes)).toBe('  return a + b;\n}\n\nfunction add(a, b) {\n  return a - b;\n}\n');
  });

  test.each([
    ['trailing blanks', 'one  \ntwo\n', { find: 'one\ntwo  \n', put: 'three\n' }, 'three\n'],
    ['line ends', 'one\r\ntwo\r\n', { find: 'one\n', put: 'three\nfour\n' }, 'three\r\nfour\r\ntwo\r\n'],
    [
      'less indentation',
      '<ul>\n    <li>\n      one\n    </li>\n</ul>\n',
      { find: '<li>\n  one\n</li>\n', put: '<li>\n  two\n\n</li>\n' },
      '<ul>\n    <li>\n      two\n\n    </li>\n</ul>\n',
    ],
    [
      'more indentation',
      'if (a) {\n  b();\n}\n',
      { find: '    b();\n  }\n', put: '    c();\n  }\n' },
      'if (a) {\n  c();\n}\n',
    ],
    ['the end of a last line', 'one\ntwo', { find: 'two\n', put: 'three' }, 'one\nthree'],
    [
      'tabs for indentation',
      'a {\n\t\tb\n\n\t\tc\n}\n',
      { find: '\tb\n\n\tc\n', put: '\td\n\n' },
      'a {\n\t\td\n\n}\n',
    ],
    [
      'blank lines within more indentation',
      'a\n\n  b\n',
      { find: '  a\n\n    b\n', put: '  c\n\n    d\n' },
      'c\n\n  d\n',
    ],
    ['the end of lines in between', 'one\ntwo\n', { find: 'one', put: 'three' }, 'three\ntwo\n'],
  ])('fits with other %s', (_, content, change, expected) => {
    expect(edited(content, change)).toBe(expected);
  });

  test.each([
    ['is empty', '', 'change 1 of 1: its find does not stand in the file'],
    ['is blank', '\n\n', 'change 1 of 1: its find does not stand in the file'],
    ['stands twice', '}\n', 'change 1 of 1: its find stands in the file more than once'],
    ['stands nowhere', '  return a * b;\n', 'change 1 of 1: its find does not stand in the file'],
    ['is part of a line', 'a + b', 'change 1 of 1: its find does not stand in the file'],
    ['is only similar', 'function add(a,b) {\n', 'change 1 of 1: its find does not stand in the file'],
    [
      'is indented with other blanks',
      '\tfunction add(a, b) {\n\t  return a - b;\n',
      'change 1 of 1: its find does not stand in the file',
    ],
    [
      'is indented by tabs where there are blanks',
      '\treturn a + b;\n',
      'change 1 of 1: its find does not stand in the file',
    ],
    [
      'is indented unevenly',
      'function add(a, b) {\n    return a + b;\n',
      'change 1 of 1: its find does not stand in the file',
    ],
  ])('whose find %s is missed, and its file stays', (_, find, why) => {
    const source = [{ path: 'a.js', content: page }];
    expect(applyWritten(source, edit('a.js', { find, put: 'x\n' }))).toEqual({
      files: source,
      changedPaths: [],
      misses: [{ path: 'a.js', why }],
    });
  });

  test('whose put stands further out than its find is missed', () => {
    const change = { find: '    b();\n  }\n', put: 'c();\n' };
    expect(edited('if (a) {\n  b();\n}\n', change)).toBe(
      'change 1 of 1: its put is indented otherwise than its find',
    );
  });

  test('that overlaps another, or is of a file that is not there or came whole, is missed', () => {
    const overlapping = [
      { find: '  return a + b;\n}\n', put: 'x\n' },
      { find: '}\n\nfunction take(a, b) {\n', put: 'y\n' },
    ];
    expect(edited(page, ...overlapping)).toBe('two of its changes overlap');
    const change = { find: 'x\n', put: 'y\n' };
    expect(applyWritten([], edit('b.js', change)).misses).toEqual([
      { path: 'b.js', why: 'the app has no such file to edit' },
    ]);
    const both: Pick<Written, 'files' | 'edits' | 'deletes'> = {
      ...edit('a.js', change),
      files: [{ path: 'a.js', content: 'x\n' }],
    };
    expect(applyWritten([], both).misses).toEqual([
      { path: 'a.js', why: 'it came whole and edited in one answer' },
    ]);
  });
});

describe('a file that leaves out a part of itself by a remark', () => {
  test.each([
    ['a.js', '// ... rest unchanged\n'],
    ['a.js', 'a();\n  // The rest of the code stays the same\n'],
    ['a.js', '// ... existing code ...\n'],
    ['a.css', '/* remaining styles unchanged */\n'],
    ['a.html', '<!-- rest of the page as before -->\n'],
    ['a.py', '# ... rest of file unchanged\n'],
    ['a.jsx', '{/* … other content … */}\n'],
    ['a.js', '// unchanged\n'],
  ])('%s: %s is missed', (path, content) => {
    expect(applyWritten([], { ...nothing, files: [{ path, content }] }).misses).toHaveLength(1);
    const change = { find: 'old\n', put: content };
    expect(applyWritten([{ path, content: 'old\n' }], edit(path, change)).misses).toHaveLength(1);
  });

  test.each([
    ['a.js', "const label = 'The rest stays unchanged';\n"],
    ['a.js', '// The rest of the list moves up by one.\n'],
    ['a.js', '// Other methods call this.\n'],
    ['a.js', '// Leaves unchanged what is not a number.\n'],
    ['README.md', '# The rest stays the same\n'],
    ['a.py', '# Remaining lives of the player\n'],
  ])('%s: %s is not such a file', (path, content) => {
    expect(applyWritten([], { ...nothing, files: [{ path, content }] }).misses).toEqual([]);
  });
});
