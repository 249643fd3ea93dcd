import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasTag, parseTags, tagCounts } from '../src/tags.js';

test('Tags are read from commas, spaces and hash signs, without doubles', () => {
  assert.deepEqual(parseTags(' Home, garden #urgent home '), ['home', 'garden', 'urgent']);
  assert.deepEqual(parseTags(' , # '), []);
});

test('Tags are at most six, and short', () => {
  assert.equal(parseTags('a b c d e f g h').length, 6);
  assert.equal(parseTags('x'.repeat(99))[0].length, 24);
});

test('Tags are counted over the board, in order of the alphabet', () => {
  const tasks = [{ tags: ['b', 'a'] }, { tags: ['b'] }, {}];
  assert.deepEqual(tagCounts(tasks), [
    { tag: 'a', count: 1 },
    { tag: 'b', count: 2 },
  ]);
});

test('Tags filter tasks, and no tag filters nothing', () => {
  assert.equal(hasTag({ tags: ['a'] }, 'a'), true);
  assert.equal(hasTag({}, 'a'), false);
  assert.equal(hasTag({}, null), true);
});
