import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseSlug, numberedSlug } from '../../../core/app/app.ts';
import { slugSchema } from '../../../core/wire/http.ts';

const wishes = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('a', '-', ' ', 'É', '_', '9') }),
);

test('any wish becomes a slug, with room for a number', () => {
  fc.assert(
    fc.property(wishes, fc.integer({ min: 1, max: 200 }), (wish, place) => {
      const slug = normaliseSlug(wish);
      expect(slug.length).toBeLessThanOrEqual(40);
      expect(slugSchema.safeParse(numberedSlug(slug, place)).success).toBe(true);
    }),
  );
});

test('a slug stays as it is', () => {
  fc.assert(
    fc.property(wishes, (wish) => {
      expect(normaliseSlug(normaliseSlug(wish))).toBe(normaliseSlug(wish));
    }),
  );
});

test.each([
  ['Todo App!', 'todo-app'],
  ['  --Crème brûlée--  ', 'creme-brulee'],
  ['計算', 'app'],
  ['../../etc', 'etc'],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('%j is %s', (wish, slug) => {
  expect(normaliseSlug(wish)).toBe(slug);
});

test('places are numbered from the second on', () => {
  expect([1, 2, 3].map((place) => numberedSlug('todo', place))).toEqual(['todo', 'todo-2', 'todo-3']);
});
