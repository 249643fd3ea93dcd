import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropIndex, placeBefore } from '../src/drag.js';

test('Drag-and-drop reordering lands before the first card whose middle is below the pointer', () => {
  assert.equal(dropIndex([10, 30, 50], 5), 0);
  assert.equal(dropIndex([10, 30, 50], 31), 2);
  assert.equal(dropIndex([10, 30, 50], 99), 3);
});

test('Drag-and-drop reordering lands first in an empty column', () => {
  assert.equal(dropIndex([], 40), 0);
});

test('Drag-and-drop reordering counts without the dragged card', () => {
  assert.equal(placeBefore(['a', 'b', 'c'], 'a', 'c'), 1);
  assert.equal(placeBefore(['a', 'b', 'c'], 'c', 'a'), 0);
  assert.equal(placeBefore(['a', 'b', 'c'], 'a', null), 2);
});

test('Drag-and-drop reordering takes a card that has gone for the end', () => {
  assert.equal(placeBefore(['a', 'b'], 'x', 'gone'), 2);
});
