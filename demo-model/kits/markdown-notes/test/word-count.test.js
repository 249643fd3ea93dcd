import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countWords, describeLength } from '../src/word-count.js';

describe('Word count', () => {
  const cases = [
    ['', 0],
    ['--- ** ##', 0],
    ["Don't stop, well-known friend", 4],
    ['line\nbreaks\tcount', 3],
    ['Größe 3', 2],
  ];
  for (const [text, words] of cases) {
    it(`counts ${words} in ${JSON.stringify(text)}`, () => assert.equal(countWords(text), words));
  }
  it('Word count says how long a read is, never less than a minute', () => {
    assert.equal(describeLength(''), 'Empty');
    assert.equal(describeLength('one'), '1 word · 1 min read');
    assert.equal(describeLength('word '.repeat(1_100)), '1,100 words · 5 min read');
  });
});
