import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyCalculator, press } from '../src/calculator.js';
import { arithmetic } from '../src/expression.js';
import { pressPercent, pressSign } from '../src/percent-sign.js';

const rules = { grammar: arithmetic, actions: { '%': pressPercent, sign: pressSign } };
const type = (keys) => keys.split(' ').reduce((state, key) => press(state, key, rules), emptyCalculator());

test('Percent and sign: a percentage alone is a hundredth', () => {
  assert.equal(type('5 0 % =').answer, 0.5);
  assert.equal(type('8 0 * 2 5 % =').answer, 20);
});

test('Percent and sign: a percentage after plus or minus is a share of what stands before', () => {
  assert.equal(type('2 0 0 + 1 0 % =').answer, 220);
  assert.equal(type('2 0 0 - 1 0 % =').answer, 180);
  assert.equal(type('1 0 0 + 1 0 0 + 1 0 % =').answer, 220);
});

test('Percent and sign: a percentage of the answer', () => {
  assert.deepEqual(type('2 0 + 3 0 = %').tokens, ['0.5']);
});

test('Percent and sign: a percentage of something impossible is an error, not a crash', () => {
  assert.equal(type('1 / 0 + 5 %').error, 'Cannot divide by zero');
});

test('Percent and sign: percent does nothing where no number stands', () => {
  assert.deepEqual(type('%').tokens, []);
  assert.deepEqual(type('5 + %').tokens, ['5', '+']);
});

test('Percent and sign: the sign flips there and back', () => {
  assert.equal(type('5 sign =').answer, -5);
  assert.equal(type('5 sign sign =').answer, 5);
  assert.equal(type('2 + 3 = sign + 1 =').answer, -4);
});

test('Percent and sign: the sign can come before its number', () => {
  assert.equal(type('sign 7 + 1 =').answer, -6);
  assert.deepEqual(type('5 + sign').tokens, ['5', '+']);
});
