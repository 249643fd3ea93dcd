import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arithmetic, completed, evaluate, tidy } from '../src/expression.js';

const value = (text) => evaluate(text.split(' '), arithmetic);

test('Basic operations add, subtract, multiply and divide', () => {
  assert.equal(value('7 + 5'), 12);
  assert.equal(value('7 - 12'), -5);
  assert.equal(value('7 * -5'), -35);
  assert.equal(value('7 / 2'), 3.5);
});

test('Basic operations do times and divided by before plus and minus', () => {
  assert.equal(value('2 + 3 * 4'), 14);
  assert.equal(value('20 - 8 / 4 * 3'), 14);
  assert.equal(value('9 - 4 - 3'), 2);
});

test('Basic operations give decimals without noise', () => {
  assert.equal(value('0.1 + 0.2'), 0.3);
  assert.equal(value('0.3 - 0.1 - 0.2'), 0);
  assert.equal(value('1.1 * 3'), 3.3);
  assert.equal(value('1 / 3 * 3'), 1);
});

test('Basic operations keep large whole numbers exact', () => {
  assert.equal(value('999999999999999 + 1'), 1_000_000_000_000_000);
  assert.equal(value('1000000000000000 + 1 - 1000000000000000'), 1);
});

test('Basic operations refuse to divide by zero and name it', () => {
  assert.throws(() => value('5 / 0'), { name: 'CalculationError', message: 'Cannot divide by zero' });
  assert.throws(() => value('0 / 0'), { name: 'CalculationError' });
});

test('Basic operations say when a result is too large', () => {
  assert.throws(() => value('1e300 * 1e300'), { message: 'Too large' });
  assert.throws(() => tidy(Number.NaN), { message: 'Not a number' });
});

test('Basic operations ignore an operator that has nothing after it', () => {
  assert.equal(value('8 + 2 *'), 10);
  assert.deepEqual(completed(['(', '1', '+', '2'], arithmetic), ['(', '1', '+', '2', ')']);
  assert.deepEqual(completed(['4', '/', '('], arithmetic), ['4']);
});

test('Basic operations refuse an expression that makes no sense', () => {
  assert.throws(() => evaluate([], arithmetic), { name: 'CalculationError' });
  assert.throws(() => evaluate(['2', '3'], arithmetic), { name: 'CalculationError' });
  assert.throws(() => evaluate(['banana'], arithmetic), { name: 'CalculationError' });
});

test('Basic operations never show minus zero', () => {
  assert.ok(Object.is(value('0 * -4'), 0));
});
