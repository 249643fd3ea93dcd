import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../core/evidence/canonical-json.ts';

/** What a function answers, or that it throws: the words of the library's errors are not ours to promise. */
function outcome(work: () => unknown): unknown {
  try {
    return { text: work() };
  } catch {
    return 'throws';
  }
}

const nasty = [
  '__proto__',
  'toJSON',
  'constructor',
  '',
  '0',
  '10',
  '9',
  '01',
  ':',
  '/',
  '😀',
  '\ufb33',
  '\ud800',
];
const key = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...nasty));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ud800', '\udc00x', '\\ud800', '😀', '\u2028'),
    fc.double(),
    fc.integer(),
    fc.constantFrom(null, undefined, true, false, -0, Number.NaN, 1e21, 5e-324, 10n),
    fc.date(),
    fc.constantFrom(new Map(), new Number(5), new String('s'), Symbol('s'), () => 1, {
      toJSON: () => ({ b: 1, a: 2 }),
    }),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 6, noNullPrototype: false }),
  ),
}));

describe('canonical JSON', () => {
  test('is what the RFC 8785 library writes, for any value at all', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const wrapped = { z: value, a: [value] };
        expect(outcome(() => canonicalJson(wrapped))).toEqual(outcome(() => canonicalize(wrapped)));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    [
      'a member called __proto__',
      JSON.parse('{"__proto__":{"b":1,"a":2},"a":1}'),
      '{"__proto__":{"a":2,"b":1},"a":1}',
    ],
    ['keys like array indexes', { 10: 'a', 9: 'b', '!': 'c' }, '{"!":"c","10":"a","9":"b"}'],
    ['an empty key', { a: 1, '': 2 }, '{"":2,"a":1}'],
    ['keys beyond the first plane, by UTF-16 unit', { '\ufb33': 1, '😀': 2 }, '{"😀":2,"\ufb33":1}'],
    [
      'deep nesting',
      JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`),
      `${'['.repeat(500)}${']'.repeat(500)}`,
    ],
    ['a moment, which has a form of its own', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['what is in order already', { a: { b: [1, { c: 2, d: 3 }] } }, '{"a":{"b":[1,{"c":2,"d":3}]}}'],
    ['an array with one member out of order', [{ a: 1 }, { c: 1, b: 2 }], '[{"a":1},{"b":2,"c":1}]'],
  ])('writes %s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('leaves the value as it was', () => {
    const value = { b: [{ d: 1, c: 2 }], a: 1 };
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe('{"b":[{"d":1,"c":2}],"a":1}');
  });

  test.each([
    ['not a number', { a: Number.NaN }],
    ['infinity', { a: [Number.POSITIVE_INFINITY] }],
    ['half a surrogate pair', { a: '\ud83d' }],
    ['half a surrogate pair in a key', { '\udc00': 1 }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});
