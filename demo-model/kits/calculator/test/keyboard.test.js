import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyFor } from '../src/keyboard.js';

test('Keyboard input maps digits and operators to themselves', () => {
  for (const key of ['0', '9', '.', '+', '-', '*', '/', '%', '(', ')', '^'])
    assert.equal(keyFor({ key }), key);
});

test('Keyboard input knows Enter, Escape, Backspace and other spellings', () => {
  assert.equal(keyFor({ key: 'Enter' }), '=');
  assert.equal(keyFor({ key: 'Escape' }), 'clear');
  assert.equal(keyFor({ key: 'Backspace' }), 'back');
  assert.equal(keyFor({ key: ',' }), '.');
  assert.equal(keyFor({ key: 'x' }), '*');
});

test('Keyboard input leaves shortcuts of the browser alone', () => {
  assert.equal(keyFor({ key: '0', ctrlKey: true }), null);
  assert.equal(keyFor({ key: '+', metaKey: true }), null);
  assert.equal(keyFor({ key: '1', altKey: true }), null);
});

test('Keyboard input ignores every other key', () => {
  for (const key of ['a', 'Tab', 'F5', 'ArrowLeft', '', 'constructor', '12'])
    assert.equal(keyFor({ key }), null);
});
