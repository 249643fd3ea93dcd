import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatExpression, formatNumber } from '../src/number-format.js';

test('Basic operations show numbers with grouped thousands and a true minus sign', () => {
  assert.equal(formatNumber('1234567.50'), '1,234,567.50');
  assert.equal(formatNumber(-1234), '−1,234');
  assert.equal(formatNumber('0.1234567'), '0.1234567');
  assert.equal(formatNumber('12.'), '12.');
  assert.equal(formatNumber('-0'), '−');
});

test('Basic operations show huge and tiny numbers as powers of ten', () => {
  assert.equal(formatNumber(1.5e21), '1.5 × 10^21');
  assert.equal(formatNumber(2e-9), '2 × 10^−9');
});

test('Basic operations show an expression as people write it', () => {
  assert.equal(formatExpression(['12', '*', '-3', '/', '4']), '12 × −3 ÷ 4');
  assert.equal(formatExpression(['√', '(', '16', '+', '9', ')', '^', '2']), '√(16 + 9)^2');
  assert.equal(formatExpression([]), '');
});
