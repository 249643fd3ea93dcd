import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addTask,
  cleanTitle,
  describePlace,
  placeTask,
  removeTask,
  renameTask,
  reviveTasks,
  sampleTasks,
  stepTask,
  tasksIn,
} from '../src/board.js';

const board = (...places) =>
  places.map((place) => ({
    id: place.split('@')[0],
    title: place.split('@')[0].toUpperCase(),
    column: place.split('@')[1],
  }));
const shape = (tasks) => tasks.map((task) => `${task.id}@${task.column}`);

test('Columns: a new task goes to the end of To do', () => {
  const tasks = addTask(board('a@todo'), { id: 'b', title: '  Buy   milk ' });
  assert.deepEqual(shape(tasks), ['a@todo', 'b@todo']);
  assert.equal(tasks[1].title, 'Buy milk');
});

test('Columns: a task without a title is not added, and a huge one is cut', () => {
  assert.deepEqual(addTask([], { id: 'a', title: '   ' }), []);
  assert.equal(cleanTitle('x'.repeat(999)).length, 200);
});

test('Columns: tasks are renamed and removed', () => {
  assert.equal(renameTask(board('a@todo'), 'a', 'New')[0].title, 'New');
  assert.equal(renameTask(board('a@todo'), 'a', ' ')[0].title, 'A');
  assert.deepEqual(removeTask(board('a@todo', 'b@done'), 'a').length, 1);
  assert.deepEqual(removeTask(board('a@todo'), 'nobody').length, 1);
});

test('Columns: the keyboard moves a task across and along', () => {
  const tasks = board('a@todo', 'b@todo', 'c@doing');
  assert.deepEqual(shape(tasksIn(stepTask(tasks, 'a', 'down'), 'todo')), ['b@todo', 'a@todo']);
  assert.deepEqual(shape(tasksIn(stepTask(tasks, 'b', 'up'), 'todo')), ['b@todo', 'a@todo']);
  assert.deepEqual(shape(tasksIn(stepTask(tasks, 'a', 'right'), 'doing')), ['c@doing', 'a@doing']);
  assert.deepEqual(shape(tasksIn(stepTask(tasks, 'c', 'left'), 'todo')), ['a@todo', 'b@todo', 'c@todo']);
});

test('Columns: at an edge a task stays where it is', () => {
  const tasks = board('a@todo', 'b@done');
  for (const direction of ['up', 'down', 'left']) assert.equal(stepTask(tasks, 'a', direction), tasks);
  assert.equal(stepTask(tasks, 'b', 'right'), tasks);
  assert.equal(stepTask(tasks, 'nobody', 'up'), tasks);
});

test('Columns: a task lands at a place of a column, and too far is the end', () => {
  const tasks = board('a@todo', 'b@doing', 'c@doing');
  assert.deepEqual(shape(placeTask(tasks, 'a', 'doing', 1)), ['b@doing', 'a@doing', 'c@doing']);
  assert.deepEqual(shape(tasksIn(placeTask(tasks, 'a', 'doing', 99), 'doing')), [
    'b@doing',
    'c@doing',
    'a@doing',
  ]);
  assert.deepEqual(shape(tasksIn(placeTask(tasks, 'c', 'doing', -5), 'doing')), ['c@doing', 'b@doing']);
  assert.equal(placeTask(tasks, 'a', 'nowhere', 0), tasks);
});

test('Columns: no move loses or doubles a task', () => {
  let tasks = board('a@todo', 'b@todo', 'c@doing', 'd@done');
  for (const direction of ['right', 'down', 'right', 'up', 'left', 'left', 'right']) {
    for (const id of ['a', 'b', 'c', 'd']) tasks = stepTask(tasks, id, direction);
    assert.deepEqual(tasks.map((task) => task.id).sort(), ['a', 'b', 'c', 'd']);
  }
});

test('Columns: a place is told in words', () => {
  assert.equal(describePlace(board('a@todo', 'b@todo'), 'b'), 'B: To do, 2 of 2');
  assert.equal(describePlace([], 'b'), '');
});

test('Local storage: a stored board is taken back without what is broken or doubled', () => {
  const [good] = board('a@todo');
  assert.deepEqual(reviveTasks([good, null, { id: 1 }, { ...good, column: 'nowhere' }, good]), [good]);
  assert.deepEqual(reviveTasks('nonsense'), []);
});

test('Sample data fills every column, with what each feature knows of a task', () => {
  const tasks = sampleTasks([(index) => ({ due: `2026-01-0${index + 1}` })]);
  assert.deepEqual(
    ['todo', 'doing', 'done'].map((column) => tasksIn(tasks, column).length),
    [2, 1, 1],
  );
  assert.equal(tasks[1].due, '2026-01-02');
  assert.deepEqual(reviveTasks(tasks), tasks);
  assert.equal(sampleTasks()[0].due, undefined);
});
