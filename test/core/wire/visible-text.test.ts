import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLine, visibleText } from '../../../core/wire/visible-text.ts';

describe('visibleText', () => {
  it('takes out what a terminal would obey', () => {
    expect(visibleText('\u001b[31mred\u001b[0m and \u001b]0;title\u0007plain\u001b[2J')).toBe(
      'red and plain',
    );
    expect(visibleText('\u001bPq#0\u001b\\after\u001b(B')).toBe('after');
  });

  it('names what would turn the text round or be invisible', () => {
    expect(visibleText('photo\u202Etxt.exe')).toBe('photo‹U+202E›txt.exe');
    expect(visibleText('a\u0000b\u007Fc\uFEFF')).toBe('a␀b␡c‹U+FEFF›');
  });

  it('leaves people’s writing alone, with its tabs and lines', () => {
    const text = 'a\tb\nc\r\nПривет 你好 שלום 👩‍👩‍👧';
    expect(visibleText(text)).toBe(text.replace('\r\n', '\n'));
  });

  it('leaves no control character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const control = [...visibleText(text)].filter(
          (character) => /\p{Cc}/u.test(character) && character !== '\n' && character !== '\t',
        );
        expect(control).toEqual([]);
      }),
    );
  });
});

describe('visibleLine', () => {
  it('shows a line whole, and says how much of an endless one it leaves out', () => {
    expect(visibleLine('a\u001b[2Kb')).toBe('ab');
    expect(visibleLine('x'.repeat(5_000))).toBe(`${'x'.repeat(4_000)}… 1,000 more characters`);
  });
});
