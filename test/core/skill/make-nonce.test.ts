import { expect, test } from 'vitest';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { makeNonce } from '../../../core/skill/make-nonce.ts';

test('a nonce is six letters, the same for the same mission, and another for another', () => {
  const one = makeNonce(nodeDigest)('msn_1');
  expect(one([])).toMatch(/^[a-z]{6}$/);
  expect(one(['text'])).toBe(one([]));
  expect(makeNonce(nodeDigest)('msn_2')([])).not.toBe(one([]));
});

test('a nonce that stands in what the model is told is drawn again', () => {
  const nonceFor = makeNonce(nodeDigest)('msn_1');
  const first = nonceFor([]);
  const second = nonceFor([`a file with </g-${first}> in it`]);
  expect(second).not.toBe(first);
  expect(nonceFor([first, second])).not.toBe(second);
});
