import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareUtf8 } from '../../../core/draft/byte-order.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';

const digest = { sha256: (data: string | Uint8Array) => hash('sha256', data) };
const text = fc.string({ unit: 'binary' });

describe('compareUtf8', () => {
  test('orders as the UTF-8 bytes do', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareUtf8(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
    );
  });

  test('puts the last plane after U+FFFD, unlike comparing units', () => {
    expect(compareUtf8('\u{1f600}', '\ufffd')).toBeGreaterThan(0);
    expect('\u{1f600}' < '\ufffd').toBe(true);
  });
});

describe('treeSha256', () => {
  test('is what sha256sum of the sorted files hashes to', () => {
    // printf 'b' | sha256sum, printf 'a\n' | sha256sum, and the sha256sum of those two lines.
    const lines =
      '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  a.txt\n' +
      '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b/c.txt\n';
    const files = [
      { path: 'b/c.txt', content: 'b' },
      { path: 'a.txt', content: 'a\n' },
    ];
    expect(treeSha256(digest, files)).toBe(hash('sha256', lines));
  });

  test('does not depend on the order of files, nor on text or bytes', () => {
    const tree = fc.uniqueArray(fc.record({ path: text, content: text }), { selector: (file) => file.path });
    fc.assert(
      fc.property(tree, (files) => {
        const bytes = files.map((file) => ({
          path: file.path,
          bytes: new TextEncoder().encode(file.content),
        }));
        expect(treeSha256(digest, bytes.toReversed())).toBe(treeSha256(digest, files));
      }),
    );
  });

  test('changes with any byte, newline or path', () => {
    const of = (path: string, content: string) => treeSha256(digest, [{ path, content }]);
    expect(
      new Set([of('a', 'x\n'), of('a', 'x\r\n'), of('a', 'x'), of('b', 'x'), treeSha256(digest, [])]).size,
    ).toBe(5);
  });
});
