import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addOperand,
  emptyCalculator,
  press,
  previewOf,
  reviveCalculator,
  shownValue,
} from '../src/calculator.js';
import { arithmetic } from '../src/expression.js';

const rules = { grammar: arithmetic, actions: {} };
const type = (keys, from = emptyCalculator()) =>
  keys.split(' ').reduce((state, key) => press(state, key, rules), from);

test('Basic operations work from key to answer', () => {
  const state = type('1 2 + 3 =');
  assert.equal(state.answer, 15);
  assert.equal(state.isDone, true);
  assert.deepEqual(state.tokens, ['12', '+', '3']);
});

test('Basic operations go on from the answer with an operator, and start afresh with a digit', () => {
  assert.equal(type('1 2 + 3 = * 2 =').answer, 30);
  assert.deepEqual(type('1 2 + 3 = 7').tokens, ['7']);
  assert.deepEqual(type('1 2 + 3 = . 5').tokens, ['0.5']);
});

test('Basic operations take one decimal point a number', () => {
  assert.deepEqual(type('. 5').tokens, ['0.5']);
  assert.deepEqual(type('1 . . 2 . 3').tokens, ['1.23']);
});

test('Basic operations drop leading zeros', () => {
  assert.deepEqual(type('0 0 7').tokens, ['7']);
  assert.deepEqual(type('0 . 0 7').tokens, ['0.07']);
});

test('Basic operations let a later operator replace an earlier one', () => {
  assert.deepEqual(type('5 + *').tokens, ['5', '*']);
  assert.deepEqual(type('+ 5').tokens, ['0', '+', '5']);
});

test('Basic operations take a minus as the sign of a number where a number is due', () => {
  assert.equal(type('- 5 + 8 =').answer, 3);
  assert.equal(type('6 * - 2 =').answer, -12);
  assert.deepEqual(type('6 * - +').tokens, ['6', '+']);
});

test('Basic operations stop at 15 digits and 60 parts', () => {
  assert.equal(type('9 '.repeat(20).trim()).tokens[0].length, 15);
  const long = type('1 + '.repeat(80).trim());
  assert.ok(long.tokens.length <= 60);
  assert.equal(press(long, '=', rules).isDone, true);
});

test('Basic operations keep the expression when dividing by zero, so that it can be mended', () => {
  const failed = type('8 / 0 =');
  assert.equal(failed.error, 'Cannot divide by zero');
  assert.equal(type('back 4 =', type('back', failed)).answer, 2);
});

test('Basic operations delete the last thing typed, and clear everything', () => {
  assert.deepEqual(type('1 2 + back').tokens, ['12']);
  assert.deepEqual(type('1 2 back back').tokens, []);
  assert.deepEqual(type('- 5 back').tokens, []);
  assert.deepEqual(type('back').tokens, []);
  assert.deepEqual(type('2 + 2 = back').tokens, ['2', '+', '2']);
  assert.deepEqual(type('1 + 2 clear'), emptyCalculator());
});

test('Basic operations do nothing for equals without an expression, or for an unknown key', () => {
  assert.deepEqual(type('='), emptyCalculator());
  assert.deepEqual(type('banana'), emptyCalculator());
  const done = type('1 + 1 =');
  assert.equal(press(done, '=', rules), done);
});

test('Basic operations preview the answer while an expression is typed', () => {
  assert.equal(previewOf(type('1 2 + 3'), arithmetic), 15);
  assert.equal(previewOf(type('1 2'), arithmetic), null);
  assert.equal(previewOf(type('1 / 0'), arithmetic), null);
});

test('Basic operations know the number on the display', () => {
  assert.equal(shownValue(type('4 2'), arithmetic), 42);
  assert.equal(shownValue(type('4 2 + 1'), arithmetic), 43);
  assert.equal(shownValue(type('4 2 + 1 ='), arithmetic), 43);
  assert.equal(shownValue(emptyCalculator(), arithmetic), null);
});

test('Basic operations put a recalled number in place of the one being typed', () => {
  assert.deepEqual(addOperand(type('5 + 3'), ['42'], arithmetic).tokens, ['5', '+', '42']);
  assert.deepEqual(addOperand(type('5 +'), ['42'], arithmetic).tokens, ['5', '+', '42']);
});

test('Basic operations come back after a reload, and survive a stored value that is broken', () => {
  assert.deepEqual(reviveCalculator(['1', '+', '2']).tokens, ['1', '+', '2']);
  for (const broken of [null, 'x', { tokens: [] }, [1, 2], new Array(99).fill('1')]) {
    assert.deepEqual(reviveCalculator(broken), emptyCalculator());
  }
});
