import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakAfter, roundOf } from '../src/long-breaks.js';

test('Long breaks come after every fourth focus', () => {
  const breaks = [1, 2, 3, 4, 5, 6, 7, 8].map(breakAfter);
  assert.deepEqual(breaks, [
    'break',
    'break',
    'break',
    'long-break',
    'break',
    'break',
    'break',
    'long-break',
  ]);
});

test('Long breaks do not come before any focus was finished', () => {
  assert.equal(breakAfter(0), 'break');
});

test('Long breaks show the whole round filled until the next focus begins', () => {
  assert.deepEqual(roundOf(0, 'focus'), { filled: 0, of: 4 });
  assert.deepEqual(roundOf(3, 'break'), { filled: 3, of: 4 });
  assert.deepEqual(roundOf(4, 'long-break'), { filled: 4, of: 4 });
  assert.deepEqual(roundOf(4, 'focus'), { filled: 0, of: 4 });
});
