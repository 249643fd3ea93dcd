import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callsToAction } from '../src/call-to-action.js';

describe('Hero section', () => {
  it('Hero section leads to the form first, then to prices', () => {
    assert.deepEqual(
      callsToAction(['offers', 'pricing', 'contact']).map(({ id }) => id),
      ['contact', 'pricing'],
    );
  });
  it('never leads to a section that the page lacks', () => {
    assert.deepEqual(callsToAction(['offers']), [{ id: 'offers', label: 'See what we do' }]);
    assert.deepEqual(callsToAction(['unknown']), []);
    assert.deepEqual(callsToAction([]), []);
  });
});
