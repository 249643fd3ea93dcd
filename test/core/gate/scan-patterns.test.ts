import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../core/gate/compile-rules.ts';
import { createLiteralScanner } from '../../../core/gate/literal-scanner.ts';
import { createPatternScanner } from '../../../core/gate/scan-patterns.ts';

const rulesOf = (...patterns: string[]) =>
  compileRules({
    forbidden: patterns.map((pattern, index) => ({
      id: `r-${index}`,
      why: 'because',
      pattern,
      severity: 'fix',
    })),
    secrets: [],
  }).rules;
const linesOf = (pattern: string, text: string) =>
  createPatternScanner(rulesOf(pattern))('a.js', text).map(({ line }) => line);

describe('createLiteralScanner', () => {
  test('finds every literal, overlapping ones too, in any case', () => {
    const hits: string[] = [];
    const literals = ['he', 'she', 'hers', 'his', 'ks'];
    createLiteralScanner(literals)('uSHErs \u212aſ', (literal, end) =>
      hits.push(`${literals[literal]}@${end}`),
    );
    expect(hits.toSorted()).toEqual(['he@4', 'hers@6', 'ks@9', 'she@4']);
  });

  test('finds what indexOf finds', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '-', '\u202a'),
      minLength: 1,
      maxLength: 4,
    });
    const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'c', '-', '\u202a', 'x', '😀') });
    fc.assert(
      fc.property(fc.uniqueArray(letters, { maxLength: 6 }), text, (literals, within) => {
        const found = new Set<string>();
        createLiteralScanner(literals)(within, (literal, end) => {
          const written = literals[literal] ?? '';
          expect(within.slice(end - written.length, end).toLowerCase()).toBe(written);
          found.add(written);
        });
        expect(found).toEqual(new Set(literals.filter((literal) => within.toLowerCase().includes(literal))));
      }),
    );
  });
});

describe('createPatternScanner', () => {
  test('counts lines from 1 and names each line once', () => {
    expect(linesOf('bad', 'bad bad\n\nok\r\nbad')).toEqual([1, 4]);
  });

  test('sees matches across lines, and names the line they start on', () => {
    expect(linesOf('eval\\s{0,9}\\(', 'x\neval\n\n(1)')).toEqual([2]);
    expect(linesOf('a[^b]*b', 'x\na\n\nb')).toEqual([2]);
  });

  test('names at most ten lines a rule', () => {
    expect(linesOf('bad', 'bad\n'.repeat(50))).toHaveLength(10);
  });

  test('runs a rule only on the paths it is for', () => {
    const [rule] = compileRules({
      forbidden: [{ id: 'a', why: 'b', pattern: 'bad', severity: 'fix', paths: ['src/**/*.js', '!**/x.js'] }],
      secrets: [],
    }).rules;
    const scan = createPatternScanner(rule === undefined ? [] : [rule]);
    const paths = ['src/a.js', 'src/b/c.JS', 'src/b/x.js', 'a.js', 'src/a.css'];
    expect(paths.filter((path) => scan(path, 'bad bad').length > 0)).toEqual(['src/a.js', 'src/b/c.JS']);
  });

  test('runs a rule without fixed words on the paths it is for, and on those only', () => {
    const { rules } = compileRules({
      forbidden: [{ id: 'a', why: 'b', pattern: '[0-9]{3}', severity: 'fix', paths: ['*.js'] }],
      secrets: [],
    });
    const scan = createPatternScanner(rules);
    expect([scan('a.js', 'x\n123').map(({ line }) => line), scan('a.css', '123')]).toEqual([[2], []]);
  });

  test('judges edges of words and lines by what really stands there, far into a file', () => {
    const far = 'x'.repeat(20_000);
    expect(linesOf('\\bkey-[0-9]{2}\\b', `${far}key-12`)).toEqual([]);
    expect(linesOf('\\bkey-[0-9]{2}\\b', `${far} key-123`)).toEqual([]);
    expect(linesOf('\\bkey-[0-9]{2}\\b', `${far} key-12`)).toEqual([1]);
    expect(linesOf('^abc', `${far}\nabc`)).toEqual([]);
    expect(linesOf('(?m)^abc$', `${far}\nabc\n`)).toEqual([2]);
    expect(linesOf('abc$', `abcd abc ${far}`)).toEqual([]);
    expect(linesOf('(?m)^ab', 'xab\nab')).toEqual([2]);
  });

  test('finds the same lines as the engine alone over the whole text', () => {
    const patterns = [
      '\\bab\\b',
      '(?m)^ab',
      'ab$',
      'a\\s{0,5}b',
      'a[^c]*b',
      '(?i)AB|c\\d',
      '[ab]{3}',
      'b+a',
      '\\d\\d',
      '(?s)a.{0,3}c',
    ];
    const unit = fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', 'A', '-', '😀');
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.string({ unit, maxLength: 60 }),
        fc.nat(5_000),
        (pattern, text, pad) => {
          const padded = `${'-'.repeat(pad)}${text}`;
          expect(linesOf(pattern, padded)).toEqual(linesByEngine(pattern, padded));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function linesByEngine(pattern: string, text: string): number[] {
  const matcher = RE2JS.compile(pattern).matcher(text);
  const lines: number[] = [];
  let from = 0;
  while (from < text.length && lines.length < 10 && matcher.find(from)) {
    const at = matcher.start();
    if (at >= text.length) break;
    lines.push(text.slice(0, at).split('\n').length);
    const newline = text.indexOf('\n', at);
    from = newline === -1 ? text.length : newline + 1;
  }
  return lines;
}
