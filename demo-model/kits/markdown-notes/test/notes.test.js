import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addNote,
  editNote,
  excerptOf,
  NOTE_LIMIT_CHARS,
  newestFirst,
  notesFrom,
  removeNote,
  sampleNotes,
  titleOf,
} from '../src/notes.js';

const note = (id, text = '', updatedAt = 1) => ({ id, text, createdAt: 1, updatedAt });

describe('Notes', () => {
  it('takes its title from the first line that has words', () => {
    assert.equal(titleOf('\n\n## **Shopping** list\n- milk'), 'Shopping list');
    assert.equal(titleOf('- [x] Call the bank'), 'Call the bank');
  });

  it('gives an empty note a title', () => {
    assert.equal(titleOf(''), 'Untitled note');
    assert.equal(titleOf('  \n ## \n***'), 'Untitled note');
  });

  it('cuts a very long title without splitting a character', () => {
    assert.equal([...titleOf('🌿'.repeat(500))].length, 80);
  });

  it('makes an excerpt of what follows the title, on one line', () => {
    assert.equal(excerptOf('# Title\n\n- one\n- **two**'), 'one two');
    assert.equal(excerptOf('Only a title'), '');
    assert.ok(excerptOf(`T\n${'word '.repeat(100)}`).endsWith('…'));
  });

  it('puts a new note first and never takes an id twice', () => {
    const notes = addNote([note('a')], { id: 'b', now: 5 });
    assert.deepEqual(
      notes.map(({ id }) => id),
      ['b', 'a'],
    );
    assert.equal(addNote(notes, { id: 'a', now: 6 }), notes);
  });

  it('moves the time of change only when the text changes', () => {
    const notes = [note('a', 'same')];
    assert.equal(editNote(notes, { id: 'a', text: 'same', now: 9 }), notes);
    assert.equal(editNote(notes, { id: 'a', text: 'new', now: 9 })[0].updatedAt, 9);
    assert.equal(editNote(notes, { id: 'missing', text: 'new', now: 9 }), notes);
  });

  it('cuts a huge paste at the limit', () => {
    const [huge] = editNote([note('a')], { id: 'a', text: 'x'.repeat(NOTE_LIMIT_CHARS + 50), now: 2 });
    assert.equal(huge.text.length, NOTE_LIMIT_CHARS);
  });

  it('opens the neighbour after a note is deleted', () => {
    const notes = [note('a'), note('b'), note('c')];
    assert.equal(removeNote(notes, 'b').nextId, 'c');
    assert.equal(removeNote(notes, 'c').nextId, 'b');
    assert.equal(removeNote([note('a')], 'a').nextId, null);
    assert.equal(removeNote(notes, 'missing').notes, notes);
  });

  it('orders by the newest change and leaves its input alone', () => {
    const notes = [note('old', '', 1), note('new', '', 3), note('mid', '', 2)];
    assert.deepEqual(
      newestFirst(notes).map(({ id }) => id),
      ['new', 'mid', 'old'],
    );
    assert.equal(notes[0].id, 'old');
  });

  it('drops what is not a note from a damaged store', () => {
    assert.deepEqual(notesFrom('nonsense'), []);
    assert.deepEqual(notesFrom(null), []);
    assert.deepEqual(notesFrom([note('a'), note('a'), null, { id: 1 }, { ...note('b'), updatedAt: 'x' }]), [
      note('a'),
    ]);
  });
  it('has sample data that the app takes as its own, newest first', () => {
    const notes = sampleNotes(1_000);
    assert.deepEqual(newestFirst(notesFrom(notes)), notes);
    assert.deepEqual(
      notes.map(({ text }) => titleOf(text)),
      ['A weekend by the sea', 'Bread that always works'],
    );
  });
});
