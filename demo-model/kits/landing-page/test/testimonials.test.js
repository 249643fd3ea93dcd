import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addWord, refuseWord, wordsFrom } from '../src/testimonials.js';

const word = { name: 'Ada', text: 'Lovely bread.', at: 1 };

describe('Testimonials', () => {
  it('Testimonials takes a signed word and says what is missing from others', () => {
    assert.equal(refuseWord(word), null);
    assert.equal(refuseWord({ ...word, name: ' ' }).field, 'name');
    assert.equal(refuseWord({ ...word, text: 'x' }).field, 'text');
    assert.equal(refuseWord({ ...word, text: 'x'.repeat(401) }).field, 'text');
  });
  it('shows the newest first and the same word once', () => {
    const words = addWord([word], { name: 'Bo', text: 'Warm and crisp.', at: 2 });
    assert.deepEqual(
      words.map(({ name }) => name),
      ['Bo', 'Ada'],
    );
    assert.deepEqual(
      addWord(words, { ...word, at: 3 }).map(({ at }) => at),
      [3, 2],
    );
  });
  it('adds nothing that is refused and never grows beyond twenty', () => {
    assert.deepEqual(addWord([word], { name: '', text: 'x', at: 2 }), [word]);
    let words = [];
    for (let at = 0; at < 30; at++) words = addWord(words, { name: `N${at}`, text: 'Lovely bread.', at });
    assert.equal(words.length, 20);
    assert.equal(words[0].name, 'N29');
  });
  it('drops what is no word from a damaged store', () => {
    assert.deepEqual(wordsFrom([word, null, {}, { ...word, at: 'x' }, 'text']), [word]);
    assert.deepEqual(wordsFrom(undefined), []);
  });
});
