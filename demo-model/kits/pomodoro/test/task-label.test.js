import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanLabel, titleWith } from '../src/task-label.js';

test('Task label is trimmed and at most 80 characters', () => {
  assert.equal(cleanLabel('  Write   the report '), 'Write the report');
  assert.equal(cleanLabel('x'.repeat(200)).length, 80);
});

test('Task label that is broken is empty', () => {
  for (const odd of [null, undefined, 7, {}]) assert.equal(cleanLabel(odd), '');
});

test('Task label stands in the title of the page', () => {
  assert.equal(titleWith('12:34', 'Focus', 'Report'), '12:34 Report');
  assert.equal(titleWith('12:34', 'Focus', '  '), '12:34 Focus');
});
