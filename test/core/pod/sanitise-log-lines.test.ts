import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitiseLogLine, sanitiseLogLines } from '../../../core/pod/sanitise-log-lines.ts';

const esc = '\u001b';

describe('sanitiseLogLine', () => {
  test.each([
    ['plain\ttext', 'plain\ttext'],
    [`${esc}[31mred${esc}[0m`, 'red'],
    [`${esc}[38;2;1;2;3mrgb${esc}[K`, 'rgb'],
    ['\u009b31mred', 'red'],
    [`${esc}]0;title\u0007shown`, 'shown'],
    [`${esc}]8;;https://x.test${esc}\\link${esc}]8;;${esc}\\`, 'link'],
    [`${esc}(Bcharset${esc}7`, 'charset'],
    [`cut off ${esc}[31`, 'cut off '],
    [`cut off ${esc}`, 'cut off '],
    ['10%\r50%\r100%', '100%'],
    ['windows\r', 'windows'],
    ['nul\0 bell\u0007 back\b', 'nul bell back'],
    ['reordered \u202eabc\u2066', 'reordered abc'],
    ['half \ud83d', 'half \ufffd'],
    ['✖ é 日本 😀', '✖ é 日本 😀'],
  ])('shows %j as %j', (line, shown) => {
    expect(sanitiseLogLine(line, 100)).toBe(shown);
  });

  test('leaves out the middle of a line that is too long, never half a character', () => {
    expect(sanitiseLogLine(`${'a'.repeat(50)}${'b'.repeat(50)}`, 10)).toBe(
      'aaaaa[90 characters left out]bbbbb',
    );
    expect(sanitiseLogLine('😀'.repeat(9), 5).isWellFormed()).toBe(true);
  });

  test('leaves no escape and no control character, and takes a second pass unchanged', () => {
    const unit = fc.oneof(
      fc.constantFrom(esc, '[', ']', '0', ';', 'm', '\u0007', '\\', '\r', '\u009b', '\u202e', 'a'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        const shown = sanitiseLogLine(parts.join('').replaceAll('\n', ''), 1_000);
        expect(shown).not.toMatch(/[^\P{Cc}\t]/u);
        expect(shown.isWellFormed()).toBe(true);
        expect(sanitiseLogLine(shown, 1_000)).toBe(shown);
      }),
    );
  });

  test('takes time in proportion to a hostile line', () => {
    const start = performance.now();
    for (const part of [`${esc}[`, `${esc}]`, `${esc}[0`, '\r', esc])
      sanitiseLogLine(part.repeat(200_000), 100);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('sanitiseLogLines', () => {
  test('keeps the last lines and says how many went', () => {
    expect(sanitiseLogLines('1\n2\n3\n4\n', { maxLines: 3, maxLineChars: 9 })).toEqual([
      '[2 earlier lines left out]',
      '3',
      '4',
    ]);
    expect(sanitiseLogLines('1\n\n3', { maxLines: 3, maxLineChars: 9 })).toEqual(['1', '', '3']);
    expect(sanitiseLogLines('', { maxLines: 3, maxLineChars: 9 })).toEqual([]);
  });
});
