import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPriority, priorityOf } from '../src/priorities.js';

test('Priorities put the most pressing first and keep the order within one', () => {
  const tasks = ['low', 'high', undefined, 'medium', 'high'].map((priority, id) => ({ id, priority }));
  assert.deepEqual(
    byPriority(tasks).map((task) => task.id),
    [1, 4, 3, 0, 2],
  );
});

test('Priorities leave the list that they sort alone', () => {
  const tasks = Object.freeze([{ priority: 'low' }, { priority: 'high' }]);
  assert.equal(byPriority(tasks)[0].priority, 'high');
  assert.equal(tasks[0].priority, 'low');
});

test('Priorities that nobody knows count as none', () => {
  assert.equal(priorityOf('high').name, 'High');
  for (const odd of ['urgent', '', undefined, 'constructor']) assert.equal(priorityOf(odd), null);
});
