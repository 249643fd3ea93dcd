import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../../adapters/discord/plain-text.ts';
import { rendered } from './rendered.ts';

const shownOf = (text: string, max = 10_000) => rendered(plainText(text, max));

test.each([
  '*a* **b** _c_ __d__ ~~e~~ ||f|| `g` ```h```',
  '# One\n## Two\n-# small\n- a\n  - b\n* c\n+ d\n1. e\n 2) f\n> g\n>>> h',
  '[Free money](https://evil.example) <https://evil.example>',
  '@everyone @here <@1> <@!1> <@&1> <#1> </gantry:1> <t:1> <t:1:R> <a:x:1> <:x:1> <id:home>',
  ':smile: :+1: 10:30:00 a:b',
  'back\\slash \\* and https://a.example/x_y_z*?q=_1_ then _it_',
  'mail a@b.example or <a@b.example>',
])('shows %j as it was written', (text) => {
  expect(shownOf(text)).toEqual({ text, markup: [] });
});

test('leaves an address as it is, without the marks that end its sentence', () => {
  const text = 'See https://a.example/x_y(z)_1. (https://b.example/_c_)';
  expect(plainText(text, 100)).toBe('See https://a.example/x_y(z)_1. (https://b.example/_c_)');
});

test.each([
  'https://*bold*/',
  'https://_a_.example',
  'https://a.example/<@1>',
  'https://*<@1>',
  'http://a<<@1>',
])('hides no markup behind the address %j', (text) => {
  expect(shownOf(text).markup).toEqual([]);
});

const marks = fc.array(
  fc.constantFrom(
    ...'*_~|`<>[]()#-+.:@\\/ \n1a😀',
    '\ud83d',
    'https://a.example/',
    'https://',
    '@everyone',
    '<@1>',
    ':x:',
  ),
  { maxLength: 40 },
);

test('shows whatever anybody says as it was written, with no markup in it', () => {
  fc.assert(
    fc.property(marks, (parts) => {
      const { markup } = shownOf(parts.join(''));
      expect(markup).toEqual([]);
    }),
  );
});

test('never goes beyond what a message holds, and never ends within an escape or a character', () => {
  fc.assert(
    fc.property(marks, fc.integer({ min: 1, max: 60 }), (parts, max) => {
      const text = parts.join('');
      const cut = plainText(text, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut.isWellFormed()).toBe(true);
      expect(rendered(cut).markup).toEqual([]);
      if (cut !== plainText(text, 10_000)) expect(cut.endsWith('…')).toBe(true);
    }),
  );
});
