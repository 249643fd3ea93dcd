import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countTags, tagsOf, withTag } from '../src/tags.js';

const notes = [
  { id: 'a', text: 'Trip #travel #Summer' },
  { id: 'b', text: 'Bread #food #summer' },
  { id: 'c', text: 'Nothing' },
];

describe('Tags', () => {
  const cases = [
    ['#one and #two', ['one', 'two']],
    ['#Same #same', ['same']],
    ['# heading', []],
    ['issue #42', []],
    ['a#b &#x27; https://x.org/#part', []],
    ['`#code` and ```\n#more\n```', []],
    ['#größe, #to-do.', ['größe', 'to-do']],
    ['', []],
  ];
  for (const [text, expected] of cases) {
    it(`finds ${JSON.stringify(expected)} in ${JSON.stringify(text)}`, () =>
      assert.deepEqual(tagsOf(text), expected));
  }
  it('Tags counts notes, not mentions, the most used first', () => {
    assert.deepEqual(countTags([...notes, { id: 'd', text: '#food #food #food' }]), [
      { tag: 'food', count: 2 },
      { tag: 'summer', count: 2 },
      { tag: 'travel', count: 1 },
    ]);
    assert.deepEqual(countTags([]), []);
  });
  it('keeps the notes of one tag, or all', () => {
    assert.deepEqual(
      withTag(notes, 'summer').map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(withTag(notes, null), notes);
    assert.deepEqual(withTag(notes, 'gone'), []);
  });
});
