import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTelling, tellingEnd } from '../../../core/pod/telling-end.ts';

const noise = (lines: number) =>
  Array.from({ length: lines }, (_, index) => `ℹ quiet line ${index}`).join('\n');

describe('tellingEnd', () => {
  test('gives a short log whole', () => {
    expect(tellingEnd('one\ntwo\n\n')).toBe('one\ntwo');
    expect(tellingEnd('')).toBe('');
  });

  test('keeps the end of a long log, and the first line that names an error with what stands before it', () => {
    const log = `${noise(300)}\n> add.test.js\nAssertionError: 3 !== 4\n    at add.test.js:7\n${noise(500)}\nfail 1`;
    const excerpt = tellingEnd(log);
    expect(excerpt.endsWith('ℹ quiet line 499\nfail 1')).toBe(true);
    expect(excerpt.startsWith('ℹ quiet line 299\n> add.test.js\nAssertionError: 3 !== 4')).toBe(true);
    expect(excerpt).toContain('\n[…]\n');
  });

  test('keeps as much of the end as fits where nothing before it tells, or all that tells stands near', () => {
    const quiet = tellingEnd(noise(600));
    expect(quiet.startsWith('[…]\n')).toBe(true);
    expect(Buffer.byteLength(quiet)).toBeGreaterThan(4_000);
    const near = `${noise(300)}\nTypeError: x\n${noise(200)}`;
    expect(tellingEnd(near)).toContain('TypeError: x');
    expect(tellingEnd(near).match(/\[…\]/g)).toHaveLength(1);
  });

  test('never grows over 4 KiB, never cuts a character, always ends as the log ends', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('✖ adds', 'Error: x', '', '\ufeffmark', 'é'.repeat(3_000)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.nat(400), (lines, pad) => {
        const log = [...lines, noise(pad), ...lines].join('\n');
        const excerpt = tellingEnd(log);
        const whole = log.toWellFormed().trimEnd();
        expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(4_096);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt.endsWith(whole.slice(-500))).toBe(true);
      }),
    );
  });
});

test.each([
  ['✖ adds two numbers (1.2ms)', true],
  ['not ok 3 - adds', true],
  ['AssertionError [ERR_ASSERTION]: Expected values', true],
  ['  Traceback (most recent call last):', true],
  ['src/a.js:3:1: error: unexpected token', true],
  ['expected 3 but got 4', true],
  ['✔ shows an empty state', false],
  ['ok 3 - adds', false],
  ['ℹ tests 4', false],
  ['terrors of the deep', false],
])('isTelling(%j) is %s', (line, is) => {
  expect(isTelling(line)).toBe(is);
});
