import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeMemory, reviveMemory } from '../src/memory.js';

test('Memory keys add to and subtract from what is kept', () => {
  assert.equal(changeMemory(null, 'memory-add', 5), 5);
  assert.equal(changeMemory(5, 'memory-add', 0.1), 5.1);
  assert.equal(changeMemory(5, 'memory-subtract', 8), -3);
  assert.equal(changeMemory(null, 'memory-subtract', 8), -8);
});

test('Memory keys add without the noise of decimals', () => {
  assert.equal(changeMemory(0.1, 'memory-add', 0.2), 0.3);
});

test('Memory keys clear, and recall leaves the memory as it is', () => {
  assert.equal(changeMemory(5, 'memory-clear', 1), null);
  assert.equal(changeMemory(5, 'memory-recall', 1), 5);
});

test('Memory keys keep nothing when the display shows no number', () => {
  assert.equal(changeMemory(5, 'memory-add', null), 5);
  assert.equal(changeMemory(null, 'memory-subtract', null), null);
});

test('Memory keys survive a stored value that is broken', () => {
  assert.equal(reviveMemory(7), 7);
  for (const broken of [null, '7', Number.NaN, {}, undefined]) assert.equal(reviveMemory(broken), null);
});
