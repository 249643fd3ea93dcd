import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { readPatternShape } from '../../../core/gate/pattern-shape.ts';

const shape = (pattern: string) => readPatternShape(pattern);

describe('readPatternShape', () => {
  test.each([
    ['eval', ['eval'], 4],
    ['(?i)Eval', ['eval'], 4],
    ['\\beval\\s{0,9}\\(', ['eval'], 23],
    ['a(?:bc|de)f', ['abcf', 'adef'], 4],
    ['gh[pou]_[A-Z]{36}', ['ghp_', 'gho_', 'ghu_'], 76],
    ['colou?r', ['colour', 'color'], 6],
    ['(?:abc)+', ['abc'], Infinity],
    ['(?:^)*abc', ['abc'], 3],
    ['(?:abc){2}', ['abc'], 6],
    ['(?:abc){2,}d', ['abc'], Infinity],
    ['x{1}yz', ['xyz'], 3],
    ['(?P<name>ab)(?<other>cd)(?m:ef)', ['abcdef'], 6],
    ['^ab$|\\Acd\\z', ['ab', 'cd'], 2],
    ['\\x41\\x{42}C', ['ABC'], 3],
    ['\\.\\(\\[', ['.(['], 3],
    ['[.]js', ['.js'], 3],
    ['abc?', ['ab'], 3],
    ['\\x{202A}|\\x{202B}', ['\u202a', '\u202b'], 1],
    ['a{,3}b', ['a{,3}b'], 6],
    ['ab.*?cd\\+', ['cd+'], Infinity],
    ['process\\s{0,3}\\.(?:dlopen|binding)', ['.dlopen', '.binding'], 21],
  ])('reads %j', (pattern, literals, maxLength) => {
    expect(shape(pattern)).toMatchObject({ literals, maxLength });
  });

  test.each([
    ['no literal', '[^a]{3}', 6],
    ['a choice that needs none', 'abc|\\d', 3],
    ['only what may be left out', '(?:abc)?\\d*', Infinity],
    ['one common letter', 'a\\d', 3],
    ['Unicode classes', '\\p{L}\\pN\\P{Greek}', 6],
    ['blanks by name', '\\n\\t\\x{1f600}', 6],
    ['ranges and named classes', '[a-z][[:alpha:]][]x][^]x][\\]x]', 10],
    ['octal letters', '\\101', Infinity],
    ['quoted text', '\\Qab[cd]\\E', Infinity],
    ['letters that change beyond ASCII in another case', '(?i)ſ', 2],
  ])('claims nothing for %s', (_, pattern, maxLength) => {
    expect(shape(pattern)).toMatchObject({ literals: undefined, maxLength });
  });

  test('claims no set of literals that is too large', () => {
    const many = Array.from({ length: 300 }, (_, index) => `word${index}x`).join('|');
    expect(shape(many).literals).toBeUndefined();
    expect(shape('[abcd][abcd][abcd][abcd][abcd]xyz').literals).toEqual(['axyz', 'bxyz', 'cxyz', 'dxyz']);
  });

  test('says whether letters match in any case', () => {
    expect(shape('abc').ignoresCase).toBe(false);
    expect(shape('a(?mi:bc)').ignoresCase).toBe(true);
    expect(shape('(?i)\\Qabc').ignoresCase).toBe(true);
  });
});

const atom = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'ab',
    'A',
    'ab-c',
    '.',
    '\\d',
    '\\s',
    '[ab]',
    '[^a]',
    '[a-c]',
    '\\b',
    '^',
    '$',
    '\\.',
    'k',
    's',
    'é',
    '😀',
  ),
);
const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `${left}${right}`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('node'), fc.constantFrom('?', '*', '+', '{2}', '{0,2}', '{1,}', '??', '{1,3}?'))
      .map(([inside, count]) => `(?:${inside})${count}`),
    tie('node').map((inside) => `(?i:${inside})`),
  ),
})).node;

test('every match holds a literal and is no longer than said', () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', 'b', 'B', 'A', '-', 'c', '1', ' ', '.', '\n', 'K', '\u212a', 'ſ', 'é', '😀'),
  });
  fc.assert(
    fc.property(pattern, texts, (written, text) => {
      const { literals, ignoresCase, maxLength } = readPatternShape(written);
      const matcher = RE2JS.compile(written).matcher(text);
      if (!matcher.find()) return;
      const match = matcher.group() ?? '';
      expect(match.length).toBeLessThanOrEqual(maxLength);
      const seen = ignoresCase ? match.toLowerCase().replaceAll('ſ', 's') : match;
      expect(literals === undefined || literals.some((literal) => seen.includes(literal))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
