import assert from 'node:assert/strict';
import { it } from 'node:test';
import { offers } from '../src/offers.js';

it('Features section names each offer once, with a line about it', () => {
  assert.ok(offers.length > 0);
  assert.equal(new Set(offers.map(({ title }) => title)).size, offers.length);
  for (const { title, text } of offers) assert.ok(title.trim() !== '' && text.trim() !== '', title);
});
