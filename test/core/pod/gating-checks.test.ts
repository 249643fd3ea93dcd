import { expect, test } from 'vitest';
import { isGating, isOfData } from '../../../core/pod/gating-checks.ts';
import type { CheckStep } from '../../../core/wire/check.ts';

const click: CheckStep = { do: 'click', what: 'Add' };

test.each<[CheckStep, boolean]>([
  [{ do: 'reload' }, true],
  [{ do: 'visitor', what: 'second' }, true],
  [{ do: 'call', method: 'GET', path: '/api/sum' }, true],
  [{ do: 'see', what: 'Milk' }, false],
])('a check with %j gates by being about data: %s', (step, expected) => {
  expect(isOfData({ steps: [click, step] })).toBe(expected);
  expect(isGating({ core: false, steps: [click, step] })).toBe(expected);
  expect(isGating({ core: true, steps: [click, step] })).toBe(true);
});
