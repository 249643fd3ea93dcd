import { describe, expect, test } from 'vitest';
import type { ErrorName } from '../../core/errors.ts';
import * as errors from '../../core/errors.ts';
import {
  DependencyFailed,
  errorNames,
  InputRejected,
  isGantryError,
  RateLimited,
} from '../../core/errors.ts';

type Make = new (
  code: string,
  message: string,
  options?: {
    readonly cause?: unknown;
    readonly details?: errors.ErrorDetails;
    readonly retryAfterMs?: number;
  },
) => Error;

const byName = errors as unknown as Readonly<Record<ErrorName, Make>>;

describe.each(errorNames)('%s', (name) => {
  const cause = new Error('why');
  const error = new byName[name]('some_code', 'Do this next.', { cause, details: { a: 1 }, retryAfterMs: 5 });

  test('carries its literal name, a code, what to do next, its cause and safe details', () => {
    expect(error).toMatchObject({
      name,
      code: 'some_code',
      message: 'Do this next.',
      cause,
      details: { a: 1 },
    });
    expect(isGantryError(error)).toBe(true);
  });

  test('is known by its marks, also from a second copy of the module', () => {
    expect(isGantryError(Object.assign(new Error('x'), { name, code: 'x' }))).toBe(true);
    expect(isGantryError(Object.assign(new Error('x'), { name }))).toBe(false);
  });
});

test('every class of ours has its name in the list that the state machine may match', () => {
  const classes = Object.entries(errors).filter(
    ([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name),
  );
  expect(
    classes
      .map(([name]) => name)
      .filter((name) => name !== 'GantryError')
      .toSorted(),
  ).toEqual(errorNames.toSorted());
});

test.each([
  undefined,
  null,
  'InputRejected',
  { name: 'InputRejected', code: 'x' },
  new Error('x'),
  new TypeError('x'),
])('%s is none of ours', (value) => {
  expect(isGantryError(value)).toBe(false);
});

test('what is left out has its default', () => {
  expect(new InputRejected('x', 'x')).toMatchObject({ status: 400, details: undefined, cause: undefined });
  expect(new InputRejected('x', 'x', { status: 413 }).status).toBe(413);
  expect(new DependencyFailed('x', 'x').retryAfterMs).toBe(1_000);
  expect(new RateLimited('x', 'x', { retryAfterMs: 7 }).retryAfterMs).toBe(7);
});
