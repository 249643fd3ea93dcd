import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyCalculator, press } from '../src/calculator.js';
import { arithmetic, evaluate } from '../src/expression.js';
import { scientificActions, scientificGrammar } from '../src/scientific.js';

const degrees = scientificGrammar(arithmetic, 'degrees');
const radians = scientificGrammar(arithmetic, 'radians');
const value = (text, grammar = degrees) => evaluate(text.split(' '), grammar);
const type = (keys) =>
  keys
    .split(' ')
    .reduce(
      (state, key) => press(state, key, { grammar: degrees, actions: scientificActions }),
      emptyCalculator(),
    );

test('Scientific functions know angles in degrees and in radians', () => {
  assert.equal(value('sin ( 30 )'), 0.5);
  assert.equal(value('sin ( 180 )'), 0);
  assert.equal(value('cos ( 60 )'), 0.5);
  assert.equal(value('tan ( 45 )'), 1);
  assert.equal(value('cos ( π )', radians), -1);
});

test('Scientific functions know roots, powers and logarithms', () => {
  assert.equal(value('√ ( 2 ) ^ 2'), 2);
  assert.equal(value('2 ^ 10'), 1024);
  assert.equal(value('2 ^ 3 ^ 2'), 512);
  assert.equal(value('log ( 1000 )'), 3);
  assert.equal(value('ln ( e ^ 2 )'), 2);
});

test('Scientific functions do powers before times, and parentheses before all', () => {
  assert.equal(value('2 * 3 ^ 2'), 18);
  assert.equal(value('( 2 * 3 ) ^ 2'), 36);
  assert.equal(value('2 * ( 3 + 4'), 14);
});

test('Scientific functions name what is impossible', () => {
  assert.throws(() => value('√ ( -4 )'), { message: 'Roots need zero or more' });
  assert.throws(() => value('ln ( 0 )'), { message: 'Logarithms need more than zero' });
  assert.throws(() => value('tan ( 90 )'), { message: 'Not defined' });
  assert.throws(() => value('0 ^ -1'), { message: 'Cannot divide by zero' });
  assert.throws(() => value('-8 ^ 0.5'), { message: 'Not a number' });
});

test('Scientific functions open their parenthesis and understand a times sign', () => {
  assert.deepEqual(type('2 π').tokens, ['2', '*', 'π']);
  assert.deepEqual(type('3 sin 3 0').tokens, ['3', '*', 'sin', '(', '30']);
  assert.equal(type('3 sin 3 0 =').answer, 1.5);
  assert.equal(type('( 1 + 2 ) ( 3 + 4 ) =').answer, 21);
  assert.deepEqual(type('π 2').tokens, ['π', '*', '2']);
});

test('Scientific functions square what stands before', () => {
  assert.equal(type('7 square =').answer, 49);
  assert.equal(type('2 + 1 = square =').answer, 9);
});

test('Scientific functions close only what is open', () => {
  assert.deepEqual(type('5 )').tokens, ['5']);
  assert.deepEqual(type('( 5 + )').tokens, ['(', '5', '+']);
  assert.deepEqual(type('( 5 ) )').tokens, ['(', '5', ')']);
});

test('Scientific functions are deleted together with their parenthesis', () => {
  assert.deepEqual(type('4 + sin back').tokens, ['4', '+']);
});
