import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentTheme, describeTheme, otherTheme } from '../src/theme.js';

test('Dark mode follows the system until somebody chooses', () => {
  assert.equal(currentTheme(null, true), 'dark');
  assert.equal(currentTheme(null, false), 'light');
});

test('Dark mode keeps the choice whatever the system prefers', () => {
  assert.equal(currentTheme('light', true), 'light');
  assert.equal(currentTheme('dark', false), 'dark');
});

test('Dark mode ignores a stored value that it does not know', () => {
  for (const odd of ['', 'DARK', 7, {}, undefined]) assert.equal(currentTheme(odd, false), 'light');
});

test('Dark mode toggles there and back', () => {
  assert.equal(otherTheme('light'), 'dark');
  assert.equal(otherTheme(otherTheme('light')), 'light');
});

test('Dark mode tells assistive technology its state', () => {
  assert.deepEqual(describeTheme('dark'), { pressed: 'true', hint: 'Switch to light mode' });
  assert.deepEqual(describeTheme('light'), { pressed: 'false', hint: 'Switch to dark mode' });
});
