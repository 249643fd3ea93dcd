import { describe, expect, test } from 'vitest';
import type { AnswerPart } from '../../../core/draft/answer-parts.ts';
import { collectWritten } from '../../../core/draft/collect-written.ts';
import { readAnswer } from '../../../core/draft/read-answer.ts';
import { writeAnswer } from '../../../core/draft/write-answer.ts';

const file = (path: string, content: string): AnswerPart => ({ kind: 'file', path, content });
const edit = (path: string, find: string, put: string): AnswerPart => ({
  kind: 'edit',
  path,
  changes: [{ find, put }],
});
const block = (name: string, text: string, value = ''): AnswerPart => ({ kind: 'block', name, value, text });
const app = { slug: 'a', title: 'A', summary: 'It is.', stack: 'static', files: ['a.js'] };

describe('what an answer comes to', () => {
  test('is its app, files, edits, deletions and words', () => {
    const parts = [
      block('app', JSON.stringify(app)),
      block('diagnosis', 'Why.\n'),
      file('a.js', 'a\n'),
      edit('b.js', 'x\n', 'y\n'),
      edit('b.js', 'z\n', ''),
      { kind: 'delete', path: 'c.js' } as const,
      block('notes', '\nLook.\n'),
      block('left-out', '[{"what":"Mail","why":"None is sent."}]'),
      block('dispute', 'It asks for two.', 'c3'),
      block('done', ''),
    ];
    expect(collectWritten(parts)).toEqual({
      written: {
        app,
        diagnosis: 'Why.',
        files: [{ path: 'a.js', content: 'a\n' }],
        edits: [
          {
            path: 'b.js',
            changes: [
              { find: 'x\n', put: 'y\n' },
              { find: 'z\n', put: '' },
            ],
          },
        ],
        deletes: ['c.js'],
        notes: 'Look.',
        left_out: [{ what: 'Mail', why: 'None is sent.' }],
        disputes: [{ check: 'c3', why: 'It asks for two.' }],
      },
      remarks: [],
      problem: undefined,
    });
  });

  test('takes the later of two files of one path, and a whole file for an edit before it', () => {
    const { written, remarks } = collectWritten([
      edit('a.js', 'x\n', 'y\n'),
      file('a.js', '1\n'),
      file('a.js', '2\n'),
    ]);
    expect(written.files).toEqual([{ path: 'a.js', content: '2\n' }]);
    expect(written.edits).toEqual([]);
    expect(remarks).toEqual(['a.js came twice; the later one counts.']);
  });

  test.each([
    ['a.js', '```js\nx\n```\n', 'x\n'],
    ['a.js', '```\nx\n```', 'x\n'],
    ['a.js', '```js\nx\n```\ny\n', '```js\nx\n```\ny\n'],
    ['a.js', '```js\nx\n```js\ny\n```\n', '```js\nx\n```js\ny\n```\n'],
    ['README.md', '```\nx\n```\n', '```\nx\n```\n'],
    ['a.js', '```\n', '```\n'],
  ])('a fence goes from %s only around the whole of it: %j', (path, content, expected) => {
    expect(collectWritten([file(path, content)]).written.files).toEqual([{ path, content: expected }]);
  });

  test('is unreadable where its app is no app, or a tag names no path', () => {
    expect(collectWritten([block('app', '{')]).problem).toContain('app block');
    expect(collectWritten([file(' ', '')]).problem).toBe('A file tag names no path.');
    expect(collectWritten([{ kind: 'delete', path: '' }]).problem).toBe('A delete tag names no path.');
  });

  test('loses no word for its form', () => {
    expect(collectWritten([block('cannot', 'It needs mail.')]).written.cannot).toEqual({
      why: 'It needs mail.',
      nearest: '',
    });
    expect(collectWritten([block('cannot', '')]).written.cannot?.why).toBe('This cannot be built here.');
    const { written, remarks } = collectWritten([block('notes', 'Look.'), block('left-out', 'Mail')]);
    expect(written).toMatchObject({ left_out: [], notes: 'Look.\n\nLeft out: Mail' });
    expect(remarks).toHaveLength(1);
  });

  test('says that an edit without a change is none', () => {
    const { written, remarks } = collectWritten([{ kind: 'edit', path: 'a.js', changes: [] }]);
    expect(written.edits).toEqual([]);
    expect(remarks).toEqual(['The edit of a.js holds no change.']);
  });
});

test('what is written from parts is read as the same parts', () => {
  const parts: AnswerPart[] = [
    block('app', '{}\n'),
    file('a.js', 'x\n</g-other>\n'),
    file('empty.js', ''),
    edit('b.js', 'x\n', 'y\nz\n'),
    edit('c.js', 'x\n', ''),
    { kind: 'delete', path: 'd.js' },
    block('dispute', 'why\n', 'c3'),
    block('done', ''),
  ];
  const reader = readAnswer('abcdef');
  const events = [...reader.push(writeAnswer('abcdef', parts)), ...reader.end(true)];
  expect(events.flatMap((event) => (event.kind === 'ended' ? [event.part] : []))).toEqual(parts);
});
