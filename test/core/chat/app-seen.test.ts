import { expect, test } from 'vitest';
import type { AppSeen } from '../../../core/chat/app-seen.ts';
import { appSeenSchema, seeApp, seenLimits } from '../../../core/chat/app-seen.ts';
import { sayUnknown } from '../../../core/chat/say-standing.ts';

const long = 'word '.repeat(400);
const many = <T>(count: number, make: (nth: number) => T): T[] =>
  Array.from({ length: count }, (_, nth) => make(nth));
const huge: AppSeen = {
  title: long,
  slug: 'sums',
  stack: 'static',
  features: many(40, (nth) => `${nth} ${'x'.repeat(110)}`),
  checks: many(24, (nth) => ({ id: `c${nth}`, feature: 'y'.repeat(120), words: long, outcome: 'held' })),
  left_out: many(20, () => long),
  files: many(200, (nth) => `src/${'z'.repeat(60)}-${nth}.js`),
  missions: many(3, () => ({ status: 'FAILED', asked: long, failure: long })),
  is_running: false,
};

test('what a model is told of an app stays within some 2,000 tokens, each field within its own share', () => {
  const seen = appSeenSchema.parse(seeApp(huge));
  // Four characters are about a token.
  expect(JSON.stringify(seen).length).toBeLessThan(9_500);
  for (const [field, room] of Object.entries(seenLimits)) {
    const items = seen[field as keyof typeof seenLimits] as readonly unknown[];
    const size = items.reduce<number>((sum, item) => sum + JSON.stringify(item).length, 0);
    expect(items.length, field).toBeGreaterThan(0);
    expect(size, field).toBeLessThanOrEqual(room);
  }
  expect(seen.title).toMatch(/…$/);
  expect(seen.missions).toHaveLength(3);
});

test('a small app is told of whole', () => {
  const small: AppSeen = {
    ...huge,
    title: 'Sums',
    features: ['Adds'],
    checks: [],
    left_out: [],
    files: [],
    missions: [],
  };
  expect(seeApp(small)).toEqual(small);
});

test('a name that fits no feature is asked about with those that there are, as far as a person reads', () => {
  const plan = (features: string[]) => ({ title: 'Sums', stack: 'static' as const, features });
  expect(sayUnknown(['Chart'], undefined)).toBe('I find no “Chart” in the plan. Which one do you mean?');
  expect(sayUnknown(['Chart'], plan(many(14, String)))).toContain('10, 11. And 2 more. Which one');
});
