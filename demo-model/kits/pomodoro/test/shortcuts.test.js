import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortcutFor } from '../src/shortcuts.js';

test('Keyboard shortcuts start, reset and skip', () => {
  assert.equal(shortcutFor({ key: ' ' }), 'toggle');
  assert.equal(shortcutFor({ key: 'R' }), 'reset');
  assert.equal(shortcutFor({ key: 's' }), 'skip');
});

test('Keyboard shortcuts keep out of fields and of the browser', () => {
  assert.equal(shortcutFor({ key: 's', isTyping: true }), null);
  assert.equal(shortcutFor({ key: 'r', ctrlKey: true }), null);
  assert.equal(shortcutFor({ key: 's', metaKey: true }), null);
});

test('Keyboard shortcuts leave the space bar to a focused button', () => {
  assert.equal(shortcutFor({ key: ' ', isOnButton: true }), null);
  assert.equal(shortcutFor({ key: 's', isOnButton: true }), 'skip');
});

test('Keyboard shortcuts ignore other keys', () => {
  for (const key of ['a', 'Enter', 'constructor', '']) assert.equal(shortcutFor({ key }), null);
});
