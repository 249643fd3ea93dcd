import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../core/draft/read-answer.ts';
import { block, file, nonce, readAll } from './read-all.ts';

const draft = `I write a small app.
<g-abcdef app>{"slug":"a","title":"A"}</g-abcdef>
<g-abcdef file="src/a.js">
export const a = 1;
</g-abcdef>
<g-abcdef file="empty.txt">
</g-abcdef>
<g-abcdef page/>
<g-abcdef edit="src/b.js">
<g-abcdef find>
one
two
<g-abcdef put>
three
<g-abcdef find>
four
<g-abcdef put>
</g-abcdef>
<g-abcdef delete="old.js"/>
<g-abcdef notes>
Look at a.
</g-abcdef>
<g-abcdef left-out>[{"what":"x","why":"y"}]</g-abcdef>
<g-abcdef done/>
That is all.
`;
const draftParts = [
  block('app', '{"slug":"a","title":"A"}'),
  file('src/a.js', 'export const a = 1;\n'),
  file('empty.txt', ''),
  block('page', ''),
  {
    kind: 'edit',
    path: 'src/b.js',
    changes: [
      { find: 'one\ntwo\n', put: 'three\n' },
      { find: 'four\n', put: '' },
    ],
  },
  { kind: 'delete', path: 'old.js' },
  block('notes', 'Look at a.\n'),
  block('left-out', '[{"what":"x","why":"y"}]'),
  block('done', ''),
];

describe('an answer in blocks', () => {
  test('is read into files, edits, deletions and named blocks; the rest is said aloud', () => {
    const read = readAll([draft]);
    expect(read.parts).toEqual(draftParts);
    expect(read.said).toBe('I write a small app.\nThat is all.\n');
    expect(read.odd).toEqual([]);
  });

  const awkward = [
    '<g-abcdef ',
    '<g-abcdef file="a.js">',
    '<g-abcdef notes>',
    '<g-abcdef notes>x',
    '<g-abcdef reply>',
    '<g-abcdef edit="b">',
    '<g-abcdef find>',
    '<g-abcdef put>',
    '<g-abcdef done/>',
    '</g-abcdef>',
    '</g-abcdef file>',
    '</g-zzzzzz>',
    '<g-zzzzzz file="q">',
    '\n',
    '\r\n',
    ' ',
    '  ',
    'g-abcdef',
    '<',
    '</',
    '</g-',
    'text',
    '\uFEFF',
    '"',
    '```',
  ];

  test('is the same however it is cut', () => {
    const text = fc.oneof(
      fc.constant(draft),
      fc.array(fc.constantFrom(...awkward), { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    const cuts = fc.array(fc.nat(700), { maxLength: 30 });
    fc.assert(
      fc.property(text, cuts, fc.boolean(), (whole, at, isWhole) => {
        const points = [
          0,
          ...at.filter((point) => point < whole.length).toSorted((a, b) => a - b),
          whole.length,
        ];
        const pieces = points.slice(1).map((end, index) => whole.slice(points[index], end));
        const { open: _open, ...cut } = readAll(pieces, isWhole);
        const { open: _other, ...uncut } = readAll([whole], isWhole);
        expect(cut).toEqual(uncut);
      }),
      { numRuns: 3_000 },
    );
  });

  test('is the same read letter by letter', () => {
    expect(readAll([...draft])).toEqual(readAll([draft]));
  });

  test('holds nothing back of a line that cannot become a tag any more', () => {
    const reader = readAnswer(nonce);
    expect(reader.push(`<g-abcdef file="a">\n${' '.repeat(20)}`).at(-1)).toMatchObject({
      text: ' '.repeat(20),
    });
  });

  test('streams a block while it is open, and never a piece of a tag', () => {
    const reader = readAnswer(nonce);
    expect(reader.push('<g-abcdef file="a.js">\nconst')).toEqual([
      { kind: 'began', name: 'file', value: 'a.js' },
      { kind: 'text', name: 'file', value: 'a.js', text: 'const' },
    ]);
    expect(reader.push(' a;\n</g-abc')).toEqual([
      { kind: 'text', name: 'file', value: 'a.js', text: ' a;\n' },
    ]);
    expect(reader.push('def>\n')).toEqual([{ kind: 'ended', part: file('a.js', 'const a;\n'), by: 'tag' }]);
  });

  test('gives a reply word by word, its tag on the same line or on one of its own', () => {
    for (const opening of ['<g-abcdef reply>', '<g-abcdef reply>\n']) {
      const read = readAll([
        opening,
        'Two ',
        'words.',
        '</g-abcdef>',
        '\n<g-abcdef decision>\n{}\n</g-abcdef>',
      ]);
      expect(read.streamed[0]).toBe('Two words.');
      expect(read.parts).toEqual([block('reply', 'Two words.'), block('decision', '{}\n')]);
    }
  });
});
