import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputRejected } from '../../../core/errors.ts';
import { filePath, parseTarget } from '../../../local/gateway/request-target.ts';

const piece = fc.constantFrom(
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '/',
  '%2f',
  '%5c',
  '\\',
  '%00',
  'a',
  '%',
  '%e4',
  '?',
  '+',
  '=',
  '&',
);
const target = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 })
  .map((parts) => `/${parts.join('')}`);

describe('whatever the request line says', () => {
  test('it is read or rejected as bad input, and a file path never climbs', () => {
    fc.assert(
      fc.property(target, (text) => {
        try {
          const path = filePath(parseTarget(text).segments);
          expect(posix.join('/root', path).startsWith('/root/')).toBe(true);
          expect(path).not.toMatch(/[\0\\]/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputRejected);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('segments and query come back as they were encoded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        (segments, value) => {
          const encoded = encodeURIComponent(value);
          const parsed = parseTarget(`/${segments.map(encodeURIComponent).join('/')}?${encoded}x=${encoded}`);
          expect(parsed.segments).toEqual(segments);
          expect(parsed.query).toEqual([[`${value}x`, value]]);
        },
      ),
    );
  });
});
