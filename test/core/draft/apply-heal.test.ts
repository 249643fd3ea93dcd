import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyHeal } from '../../../core/draft/apply-heal.ts';
import { compareUtf8 } from '../../../core/draft/byte-order.ts';

const files = [
  { path: 'index.html', content: '<!doctype html>' },
  { path: 'src/a.js', content: 'a' },
];

describe('applyHeal', () => {
  test('replaces, adds and deletes, and keeps the rest', () => {
    const healed = applyHeal(files, {
      files: [
        { path: 'src/a.js', content: null },
        { path: 'src/b.js', content: 'b' },
        { path: 'index.html', content: '<!doctype html><title>b</title>' },
      ],
    });
    expect(healed).toEqual({
      ok: true,
      files: [
        { path: 'index.html', content: '<!doctype html><title>b</title>' },
        { path: 'src/b.js', content: 'b' },
      ],
      changedPaths: ['index.html', 'src/a.js', 'src/b.js'],
    });
  });

  test.each([
    ['deletes an unknown file', [{ path: 'src/x.js', content: null }], /"src\/x\.js".*no such file/],
    [
      'names a file twice',
      [
        { path: 'a', content: '1' },
        { path: 'a', content: '2' },
      ],
      /"a" more than once/,
    ],
    ['changes nothing', [{ path: 'src/a.js', content: 'a' }], /leaves every file as it was/],
    ['deletes everything', files.map(({ path }) => ({ path, content: null })), /deletes every file/],
  ])('rejects a heal that %s, in words for the model', (_, changes, words) => {
    const healed = applyHeal(files, { files: changes });
    expect(healed).toEqual({ ok: false, problem: expect.stringMatching(words) });
  });

  test('gives exactly the changed tree in byte order, or a problem', () => {
    const path = fc.constantFrom('a', 'b/c', 'b.js', 'ü', '\u{1f600}', '\ufffd');
    const content = fc.constantFrom('', '1', '2');
    const tree = fc.uniqueArray(fc.record({ path, content }), { selector: (file) => file.path });
    const changes = fc.array(fc.record({ path, content: fc.option(content) }), { minLength: 1 });
    fc.assert(
      fc.property(tree, changes, (before, heal) => {
        const healed = applyHeal(before, { files: heal });
        if (!healed.ok) return;
        const merged = new Map([...before, ...heal].map((file) => [file.path, file.content]));
        const expected = [...merged].filter(([, content]) => content !== null);
        expect(Object.fromEntries(healed.files.map((file) => [file.path, file.content]))).toEqual(
          Object.fromEntries(expected),
        );
        expect(healed.files).toEqual(
          healed.files.toSorted((left, right) => compareUtf8(left.path, right.path)),
        );
      }),
    );
  });
});
