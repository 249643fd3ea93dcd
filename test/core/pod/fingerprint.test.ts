import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprintFindings, fingerprintOf, normaliseLine } from '../../../core/pod/fingerprint.ts';
import type { Failure } from '../../../core/wire/mission.ts';
import type { Finding } from '../../../core/wire/policy.ts';
import { digest } from './make-report.ts';

const failure = (excerpt: string, more: Partial<Failure> = {}): Failure => ({
  kind: 'code',
  step: 'test',
  message: 'The test step failed.',
  excerpt,
  ...more,
});
const of = (excerpt: string, more?: Partial<Failure>, tests: string[] = []) =>
  fingerprintOf(digest, failure(excerpt, more), tests);

describe('normaliseLine', () => {
  test.each([
    ['✖ adds (12.3ms)', '✖ adds (0.7ms)'],
    ['at file:///tmp/pod-a1/app/src/add.js:7:12', 'at file:///var/x/y/src/add.js:19:3'],
    ['at C:\\pods\\a\\add.js:7', 'at C:\\pods\\b\\add.js:9'],
    ['  File "/srv/a/api/app.py", line 7, in x', '  File "/tmp/api/app.py", line 12, in x'],
    ['object 0x7ffe12 leaked', 'object 0x1 leaked'],
    ['run 3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'run 9b2504e0-4f89-11d3-9a0c-0305e82c33ff'],
    ['commit 4f9e2ab1c0 is gone', 'commit 81b2cde9f0a is gone'],
    ['2026-11-22T19:00:00.123Z late', '2025-01-02 03:04:05+01:00 late'],
    ['took   1,234.5 s', 'took 9 s'],
  ])('finds %j the same as %j', (left, right) => {
    expect(normaliseLine(left)).toBe(normaliseLine(right));
  });

  test.each([
    ['TypeError: add is not a function', 'TypeError: sub is not a function'],
    ['at src/add.js:7:1', 'at src/sub.js:7:1'],
    ['the word decade stays', 'the word facade stays'],
  ])('tells %j from %j', (left, right) => {
    expect(normaliseLine(left)).not.toBe(normaliseLine(right));
  });

  test('is done after once, for any line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (line) => {
        expect(normaliseLine(line).length).toBeLessThanOrEqual(100 * 10);
      }),
    );
    expect(normaliseLine('/'.repeat(10_000)).length).toBeLessThanOrEqual(300);
  });
});

describe('fingerprintOf', () => {
  test('knows the same failure again, in another folder, time and order', () => {
    const first = '✔ ok (1ms)\n✖ adds (3ms)\nAssertionError: 3 !== 4\n  at /a/b/add.js:3:1\nℹ duration_ms 33';
    const second =
      'AssertionError: 5 !== 4\n\n  at /c/add.js:9:2\n✖ adds (99ms)\n✔ other (1ms)\nℹ duration_ms 12';
    expect(of(first, { message: '1 of 3' }, ['adds', 'subtracts'])).toBe(
      of(second, {}, ['subtracts', 'adds', 'adds']),
    );
  });

  test('tells failures apart by test, step, kind, rule and error', () => {
    const all = [
      of('Error: x'),
      of('Error: y'),
      of('Error: x', {}, ['adds']),
      of('Error: x', { step: 'smoke' }),
      of('Error: x', { kind: 'provider' }),
      of('Error: x', { rule: 'eval-call' }),
      of(''),
      of('', { message: 'The build step failed.' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('uses the last lines where none names an error, and the message where there are none', () => {
    expect(of('a\nb\nc 1')).toBe(of('c 2\nb\na'));
    expect(of('', { message: 'ended with 1' })).toBe(of('\n \n', { message: 'ended with 2' }));
  });
});

describe('fingerprintFindings', () => {
  const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
    rule,
    severity: 'fix',
    why: 'w',
    ...more,
  });

  test('knows the same rules in the same files again, wherever the lines went', () => {
    const first = [
      finding('eval-call', { path: 'a.js', line: 3 }),
      finding('size-total'),
      finding('eval-call', { path: 'a.js', line: 9 }),
    ];
    const second = [
      finding('size-total', { why: 'other' }),
      finding('eval-call', { path: 'a.js', line: 70 }),
      finding('odd', { severity: 'warn' }),
    ];
    expect(fingerprintFindings(digest, first)).toBe(fingerprintFindings(digest, second));
  });

  test('tells other files and rules apart, and never meets a pod fingerprint', () => {
    const all = [[], [finding('a')], [finding('b')], [finding('a', { path: 'x' })]].map((list) =>
      fingerprintFindings(digest, list),
    );
    expect(new Set([...all, of('')]).size).toBe(5);
  });
});
