import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isGantryError } from '../../../core/errors.ts';
import { loadPolicy } from '../../../core/gate/load-policy.ts';

const shipped = readFileSync(new URL('../../../policy.yaml', import.meta.url), 'utf8');
const rule = (lines: string) => shipped.replace('forbidden:\n', `forbidden:\n${lines}`);
const problemOf = (text: string) => {
  try {
    loadPolicy(text);
  } catch (error) {
    return isGantryError(error) ? `${error.code} ${error.message}` : String(error);
  }
  return 'it loads';
};

describe('loadPolicy', () => {
  test('reads the shipped policy', () => {
    expect(loadPolicy(shipped)).toMatchObject({ version: 1, minimum_coverage_percent: 60 });
  });

  test.each([
    ['broken YAML, by line', 'version: 1\nstacks: [', /policy_invalid .*at line [23],/],
    ['a key given twice', 'version: 1\nversion: 1', /unique at line 2/i],
    ['no mapping at all', 'just text', /the policy: /],
    ['nothing', '', /the policy: /],
    ['a missing part', 'version: 1', /stacks: /],
    [
      'a pattern that does not compile',
      rule("  - { id: x-y, why: w, pattern: 'a(', severity: fix }\n"),
      /forbidden\[0\] \(x-y\): the pattern does not compile/,
    ],
    [
      'a pattern that needs backtracking',
      rule("  - { id: x-y, why: w, pattern: '(a)\\1', severity: fix }\n"),
      /forbidden\[0\] \(x-y\): the pattern does not compile/,
    ],
    [
      'a pattern that matches nothing in particular',
      rule("  - { id: x-y, why: w, pattern: 'a*', severity: fix }\n"),
      /forbidden\[0\] \(x-y\): .*empty text/,
    ],
    [
      'an id used twice',
      rule('  - { id: eval-call, why: w, pattern: ab, severity: fix }\n'),
      /\(eval-call\): another rule has the same id/,
    ],
    [
      'an unknown severity',
      rule('  - { id: x-y, why: w, pattern: ab, severity: bad }\n'),
      /forbidden\[0\] \(x-y\)\.severity: /,
    ],
    ['a rule without an id', rule('  - { why: w, pattern: ab, severity: fix }\n'), /forbidden\[0\]\.id: /],
    ['a negative limit', shipped.replace('files: 200', 'files: -1'), /limits\.files: /],
  ])('points at %s', (_, text, words) => {
    expect(problemOf(text)).toMatch(words);
  });

  test('lists every rule that is broken, not only the first', () => {
    const text = rule(
      "  - { id: a, why: w, pattern: 'a(', severity: fix }\n  - { id: b, why: w, pattern: '[', severity: fix }\n",
    );
    expect(problemOf(text)).toMatch(/forbidden\[0\] \(a\).*forbidden\[1\] \(b\)/);
  });

  test('refuses a bomb of aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]`;
    expect(problemOf(bomb)).toMatch(/policy_invalid .*alias/i);
  });

  test('throws nothing but its own error, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(problemOf(text)).toMatch(/^policy_invalid /);
      }),
    );
  });
});
