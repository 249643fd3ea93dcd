import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffPull } from '../../core/app/diff-pull.ts';
import { readDiff } from '../../web/diff/read-diff.ts';
import { parseMarkdown, parseSpans } from '../../web/pull/parse-markdown.ts';

describe('parseMarkdown', () => {
  it('reads the blocks that a pull request is written in', () => {
    const body = [
      'A **bold** app.',
      '## Asked for',
      '````text\n```\n<b>\n````',
      '- one\n- two',
      '| a | b |\n| --- | --- |\n| `x` | y |',
    ];
    expect(parseMarkdown(body.join('\n\n'))).toEqual([
      {
        kind: 'paragraph',
        spans: [
          { kind: 'text', text: 'A ' },
          { kind: 'strong', text: 'bold' },
          { kind: 'text', text: ' app.' },
        ],
      },
      { kind: 'heading', level: 2, spans: [{ kind: 'text', text: 'Asked for' }] },
      { kind: 'code', text: '```\n<b>' },
      { kind: 'list', items: [[{ kind: 'text', text: 'one' }], [{ kind: 'text', text: 'two' }]] },
      {
        kind: 'table',
        head: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
        rows: [[[{ kind: 'code', text: 'x' }], [{ kind: 'text', text: 'y' }]]],
      },
    ]);
  });

  it('shows the boxes of a task list as signs', () => {
    expect(parseMarkdown('- [x] held\n- [ ] not held\n- [y] plain')).toEqual([
      {
        kind: 'list',
        items: ['✓ held', '☐ not held', '[y] plain'].map((text) => [{ kind: 'text', text }]),
      },
    ]);
  });

  it('makes plain what stands after a backslash', () => {
    expect(parseSpans(String.raw`\*\*not bold\*\* \<b\>`)).toEqual([
      { kind: 'text', text: '**not bold** <b>' },
    ]);
  });

  it('links http and https addresses, without the stop that ends their sentence', () => {
    expect(parseSpans('See http://a.localhost:1/.')).toEqual([
      { kind: 'text', text: 'See ' },
      { kind: 'link', text: 'http://a.localhost:1/' },
      { kind: 'text', text: '.' },
    ]);
    expect(parseSpans('javascript:alert(1)')).toEqual([{ kind: 'text', text: 'javascript:alert(1)' }]);
  });

  it('loses no word, whatever signs stand around it', () => {
    const sign = fc.constantFrom(
      '',
      '# ',
      '```\n',
      '````\n',
      '- ',
      '| ',
      '|-|\n',
      '**',
      '`',
      'http://',
      '\\',
      '<b>',
      '\n\n',
    );
    const part = fc.tuple(
      sign,
      fc.stringMatching(/^[a-z]{1,5}$/),
      fc.constantFrom('', '\n', ' |\n', '**', '`', '\n```\n'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const shown = JSON.stringify(parseMarkdown(parts.map((one) => one.join('')).join('')));
        for (const [, word] of parts) expect(shown).toContain(word);
      }),
    );
  });
});

describe('readDiff', () => {
  it('tells new, removed and changed files, with the number of each line', () => {
    const files = readDiff(
      diffPull([
        { path: 'new.js', before: null, after: 'a\nb\n' },
        { path: 'old.js', before: 'x\n', after: null },
        { path: 'src/both.js', before: 'one\ntwo\n', after: 'one\n2\n' },
      ]),
    );
    expect(files?.map(({ path, change, added, removed }) => ({ path, change, added, removed }))).toEqual([
      { path: 'new.js', change: 'added', added: 2, removed: 0 },
      { path: 'old.js', change: 'removed', added: 0, removed: 1 },
      { path: 'src/both.js', change: 'changed', added: 1, removed: 1 },
    ]);
    expect(files?.[2]?.hunks[0]).toEqual([
      { kind: 'same', before: 1, after: 1, text: 'one' },
      { kind: 'removed', before: 2, after: undefined, text: 'two' },
      { kind: 'added', before: undefined, after: 2, text: '2' },
    ]);
  });

  it('leaves what is no diff to be shown as it came', () => {
    expect(readDiff('--- a\n+++ b\n@@ -1,9 +1,9 @@\n?')).toBeUndefined();
  });
});
