import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearTasks, describeClear } from '../src/clear-all.js';

test('Clear all button empties the board and gives everything back on undo', () => {
  const tasks = [{ id: 'a' }, { id: 'b' }];
  const cleared = clearTasks(tasks);
  assert.deepEqual(cleared.tasks, []);
  assert.deepEqual(cleared.restore([]), tasks);
});

test('Clear all button keeps what was added before the undo', () => {
  const { restore } = clearTasks([{ id: 'a' }]);
  assert.deepEqual(
    restore([{ id: 'n' }]).map((task) => task.id),
    ['a', 'n'],
  );
});

test('Clear all button doubles nothing when undone twice', () => {
  const { restore } = clearTasks([{ id: 'a' }]);
  assert.deepEqual(restore(restore([])).length, 1);
});

test('Clear all button says how much it clears', () => {
  assert.equal(describeClear(0), 'Clear all');
  assert.equal(describeClear(1), 'Clear all (1 task)');
  assert.equal(describeClear(7), 'Clear all (7 tasks)');
});
