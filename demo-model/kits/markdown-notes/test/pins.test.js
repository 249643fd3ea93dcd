import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pinnedFirst, togglePin } from '../src/pins.js';

const notes = [{ id: 'a' }, { id: 'b', isPinned: true }, { id: 'c' }, { id: 'd', isPinned: true }];

describe('Pin notes', () => {
  it('Pin notes puts pinned notes first and keeps the order within both groups', () => {
    assert.deepEqual(
      pinnedFirst(notes).map(({ id }) => id),
      ['b', 'd', 'a', 'c'],
    );
    assert.deepEqual(pinnedFirst([]), []);
  });
  it('pins and unpins one note and no other', () => {
    const pinned = togglePin(notes, 'a');
    assert.deepEqual(
      pinned.map(({ isPinned }) => isPinned),
      [true, true, undefined, true],
    );
    assert.equal(togglePin(pinned, 'a')[0].isPinned, false);
    assert.deepEqual(togglePin(notes, 'missing'), notes);
  });
  it('leaves the time of change alone', () => {
    assert.equal(togglePin([{ id: 'a', updatedAt: 7 }], 'a')[0].updatedAt, 7);
  });
});
