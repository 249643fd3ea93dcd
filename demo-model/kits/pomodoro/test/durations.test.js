import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMinutes, reviveMinutes } from '../src/durations.js';

test('Custom durations are whole minutes from 1 to 180', () => {
  assert.equal(readMinutes('50', 25), 50);
  assert.equal(readMinutes(' 12.4 ', 25), 12);
  assert.equal(readMinutes('0', 25), 1);
  assert.equal(readMinutes('-5', 25), 1);
  assert.equal(readMinutes('9999', 25), 180);
});

test('Custom durations keep the old value for what is no number', () => {
  for (const odd of ['', '  ', 'ten', 'Infinity', 'NaN']) assert.equal(readMinutes(odd, 25), 25);
});

test('Custom durations come back after a reload, and broken ones stay usual', () => {
  const usual = { focus: 25, break: 5 };
  assert.deepEqual(reviveMinutes({ focus: 50, break: 10 }, usual), { focus: 50, break: 10 });
  assert.deepEqual(reviveMinutes({ focus: 'x', break: 999, other: 3 }, usual), usual);
  assert.deepEqual(reviveMinutes(null, usual), usual);
});
