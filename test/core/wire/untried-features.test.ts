import { expect, test } from 'vitest';
import { untriedFeatures } from '../../../core/wire/untried-features.ts';

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ['each that no check is for, in the order of the spec', ['A', 'B', 'C'], ['B'], ['A', 'C']],
  ['none where each has a check', ['A', 'B'], ['B', 'A', 'A'], []],
  [
    'none that differs by case or punctuation alone',
    ['Dark mode.', 'CSV-Export'],
    ['dark mode', 'csv export'],
    [],
  ],
  ['told apart by letters of any language', ['Größe', '予算'], ['Größe'], ['予算']],
  ['one without a letter', ['—'], ['A'], ['—']],
  ['all where nothing is tried', ['A'], [], ['A']],
])('features that nothing tries are %s', (_which, features, tried, untried) => {
  expect(untriedFeatures({ features, checks: tried.map((feature) => ({ feature })) })).toEqual(untried);
});
