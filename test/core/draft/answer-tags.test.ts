import { describe, expect, test } from 'vitest';
import { block, file, partsOf, readAll } from './read-all.ts';

describe('a tag', () => {
  test.each([
    [
      'with another nonce',
      '<g-abcdef file="a">\n<g-abcxyz file="b">\n</g-abcxyz>\n</g-abcdef>',
      '<g-abcxyz file="b">\n</g-abcxyz>\n',
    ],
    [
      'in the middle of a line',
      '<g-abcdef file="a">\nsay("</g-abcdef>");\n</g-abcdef>',
      'say("</g-abcdef>");\n',
    ],
    [
      'with something behind it',
      '<g-abcdef file="a">\n</g-abcdef> // end\n</g-abcdef>',
      '</g-abcdef> // end\n',
    ],
    ['behind text of a file', '<g-abcdef file="a">\nlast</g-abcdef>\n</g-abcdef>', 'last</g-abcdef>\n'],
    [
      'whose nonce goes on',
      '<g-abcdef file="a">\n</g-abcdefg>\n<g-abcdefg file="b">\n</g-abcdef>',
      '</g-abcdefg>\n<g-abcdefg file="b">\n',
    ],
    ['without its bracket', '<g-abcdef file="a">\ng-abcdef>\n</g-abcdef>', 'g-abcdef>\n'],
    ['without a name', '<g-abcdef file="a">\n<g-abcdef >\n</g-abcdef>', '<g-abcdef >\n'],
  ])('%s is text', (_, text, content) => {
    expect(partsOf(text)).toEqual([file('a', content)]);
  });

  test('closes under any name, indented, and before a carriage return', () => {
    for (const closing of [
      '</g-abcdef>',
      '</g-abcdef file>',
      '  </g-abcdef>',
      '</g-abcdef>  ',
      '</g-abcdef>\r',
    ])
      expect(partsOf(`<g-abcdef file="a">\nx\n${closing}\n`)).toEqual([file('a', 'x\n')]);
  });

  test('opens with single quotes, without quotes, and with a > in its path', () => {
    expect(partsOf("<g-abcdef file='a b.js'>\n</g-abcdef>")).toEqual([file('a b.js', '')]);
    expect(partsOf('<g-abcdef file=a.js>\n</g-abcdef>')).toEqual([file('a.js', '')]);
    expect(partsOf('<g-abcdef file="a>b.js">\n</g-abcdef>')).toEqual([file('a>b.js', '')]);
  });
});

describe('bad input', () => {
  test('of a file that the next tag ends keeps the file and says so', () => {
    const read = readAll(['<g-abcdef file="a">\nx\n<g-abcdef file="b">\ny\n</g-abcdef>\n']);
    expect(read.parts).toEqual([file('a', 'x\n'), file('b', 'y\n')]);
    expect(read.odd).toEqual(['a was ended by the next tag, not by its own.']);
  });

  test('of lines that end as on Windows keeps every byte of a file', () => {
    expect(partsOf('<g-abcdef file="a">\r\nx\r\ny\r\n</g-abcdef>\r\n<g-abcdef done/>\r\n')).toEqual([
      file('a', 'x\r\ny\r\n'),
      block('done', ''),
    ]);
  });

  test('of a byte order mark before the first tag loses nothing', () => {
    expect(partsOf('\uFEFF<g-abcdef file="a">\nx\n</g-abcdef>')).toEqual([file('a', 'x\n')]);
  });

  test('of an answer that stops inside a block is that block where the answer is whole, and nothing where it is not', () => {
    const text = '<g-abcdef file="a">\nx\n</g-abcdef>\n<g-abcdef file="b">\nhalf';
    expect(partsOf(text)).toEqual([file('a', 'x\n'), file('b', 'half')]);
    expect(readAll([text], false)).toMatchObject({
      parts: [file('a', 'x\n')],
      open: { name: 'file', value: 'b' },
    });
  });

  test('of an edit that stops between its changes is no edit; closed, it is one', () => {
    const text = '<g-abcdef edit="a">\n<g-abcdef find>\nx\n<g-abcdef put>\ny\n';
    expect(readAll([text], false)).toMatchObject({ parts: [], open: { name: 'edit', value: 'a' } });
    expect(readAll([`${text}</g-abcdef>\n`], false)).toMatchObject({
      parts: [{ kind: 'edit', path: 'a', changes: [{ find: 'x\n', put: 'y\n' }] }],
      open: undefined,
    });
  });

  test('of an edit whose find, put and itself are each closed is one edit', () => {
    const change = (find: string, put: string) =>
      `<g-abcdef find>\n${find}\n</g-abcdef find>\n<g-abcdef put>\n${put}\n</g-abcdef put>\n`;
    expect(
      partsOf(`<g-abcdef edit="a">\n${change('x', 'y')}${change('z', '')}</g-abcdef>\n<g-abcdef done/>`),
    ).toEqual([
      {
        kind: 'edit',
        path: 'a',
        changes: [
          { find: 'x\n', put: 'y\n' },
          { find: 'z\n', put: '\n' },
        ],
      },
      block('done', ''),
    ]);
  });

  test('of an edit with words between its changes, or a put without a find, keeps what can be read', () => {
    const read = readAll([
      '<g-abcdef edit="a">\nFirst:\n<g-abcdef find>\nx\n<g-abcdef put>\ny\n</g-abcdef>\n\n<g-abcdef edit="b">\n<g-abcdef put>\nz\n</g-abcdef>\n',
    ]);
    expect(read.parts).toEqual([
      { kind: 'edit', path: 'a', changes: [{ find: 'x\n', put: 'y\n' }] },
      { kind: 'edit', path: 'b', changes: [{ find: '', put: 'z\n' }] },
    ]);
    expect(read.odd).toEqual(['Text between the changes of a is left out.']);
  });

  test('of tags longer than any tag is, or further in than any stands, is text', () => {
    const long = `<g-abcdef file="${'x'.repeat(1_300)}">\n`;
    const blanks = ' '.repeat(1_300);
    const within = `${long}${' '.repeat(9)}</g-abcdef>\n</g-abcdef>${blanks}x\n`;
    expect(partsOf(`<g-abcdef file="a">\n${within}</g-abcdef>\n`)).toEqual([file('a', within)]);
    const notes = `<g-abcdef notes>a </g-abcdef>${blanks}\nb </g-abcdef> c\n</g-abcdef>\n`;
    expect(partsOf(notes)).toEqual([block('notes', `a </g-abcdef>${blanks}\nb </g-abcdef> c\n`)]);
  });

  test('of 300 files and one of five million characters is read whole', () => {
    const large = 'x'.repeat(99).concat('\n').repeat(50_000);
    const files = Array.from({ length: 300 }, (_, n) => file(`f${n}.js`, n === 0 ? large : `${n}\n`));
    const text = files
      .map(({ path, content }) => `<g-abcdef file="${path}">\n${content}</g-abcdef>\n`)
      .join('');
    expect(partsOf(text)).toEqual(files);
  });
});
