import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFound, matchesSearch } from '../src/search.js';

const task = { title: 'Call the Café', tags: ['work'] };

test('Search finds words in any order, case and accent', () => {
  assert.equal(matchesSearch(task, 'cafe CALL'), true);
  assert.equal(matchesSearch(task, 'call dentist'), false);
});

test('Search finds tags too', () => {
  assert.equal(matchesSearch(task, 'work'), true);
  assert.equal(matchesSearch({ title: 'Plain' }, 'work'), false);
});

test('Search for nothing finds everything', () => {
  assert.equal(matchesSearch(task, '   '), true);
});

test('Search takes signs for what they are', () => {
  assert.equal(matchesSearch({ title: 'a.c (draft)' }, '.c ('), true);
  assert.equal(matchesSearch({ title: 'abc' }, 'a.c'), false);
});

test('Search says what it found', () => {
  assert.equal(describeFound(0, ' milk '), 'No task matches “milk”.');
  assert.equal(describeFound(1, 'x'), '1 task found');
  assert.equal(describeFound(3, 'x'), '3 tasks found');
  assert.equal(describeFound(3, ' '), '');
});
