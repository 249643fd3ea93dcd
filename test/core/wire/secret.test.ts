import { describe, expect, test } from 'vitest';
import { secretNameSchema, secretValueSchema } from '../../../core/wire/secret.ts';

describe('the name of a secret', () => {
  test.each(['WEATHER_KEY', 'A', 'STRIPE_KEY_2', 'PATHFINDER_KEY', 'HOME_KEY'])('may be %s', (name) =>
    expect(secretNameSchema.parse(name)).toBe(name),
  );

  test.each([
    'weather',
    '',
    '1KEY',
    '../KEY',
    '__proto__',
    'A'.repeat(65),
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'PYTHONPATH',
    'PATH',
    'HOME',
    'DATABASE_URL',
    'GANTRY_OUTSIDE',
    'VERCEL_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
  ])('is never %j', (name) => expect(secretNameSchema.safeParse(name).success).toBe(false));
});

test.each([
  ['x', true],
  [' two\nlines ', true],
  ['x'.repeat(8_192), true],
  ['', false],
  ['x'.repeat(8_193), false],
  ['a\0b', false],
  ['\ud83d', false],
])('a value %j is taken: %s', (value, taken) =>
  expect(secretValueSchema.safeParse(value).success).toBe(taken),
);
