import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { piecesOf, searchNotes, wordsOf } from '../src/note-search.js';

const notes = [
  { id: 'a', text: 'Groceries\nbread and jam' },
  { id: 'b', text: 'Bread recipe\nflour, water' },
  { id: 'c', text: 'Café list\nbread nearby' },
];
const ids = (query) => searchNotes(notes, query).map(({ id }) => id);

describe('Search', () => {
  it('Search puts notes with the words in their title first', () =>
    assert.deepEqual(ids('bread'), ['b', 'a', 'c']));
  it('wants every word, in any order', () => assert.deepEqual(ids('jam BREAD'), ['a']));
  it('does not care about accents', () => assert.deepEqual(ids('cafe'), ['c']));
  it('finds all for an empty query and none for an unknown word', () => {
    assert.deepEqual(ids('   '), ['a', 'b', 'c']);
    assert.deepEqual(ids('zebra'), []);
  });
  it('takes signs of a pattern as they are', () => assert.deepEqual(ids('.*'), []));
  it('drops double words', () => assert.deepEqual(wordsOf('One one  ÖNE'), ['one']));
  it('marks each match and keeps the text whole', () => {
    const pieces = piecesOf('Café and cafe', 'cafe');
    assert.deepEqual(pieces, [
      { text: 'Café', isMatch: true },
      { text: ' and ', isMatch: false },
      { text: 'cafe', isMatch: true },
    ]);
    assert.deepEqual(piecesOf('', 'x'), []);
    assert.deepEqual(piecesOf('plain', ''), [{ text: 'plain', isMatch: false }]);
  });
});
