import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStorage, safeBacking } from '../src/storage.js';

const blocked = () => {
  throw new Error('blocked');
};

test('Local storage gives back what was written', () => {
  const backing = safeBacking(() => null);
  openStorage('app', 1, backing).write('list', [1, { two: 2 }]);
  assert.deepEqual(openStorage('app', 1, backing).read('list', null), [1, { two: 2 }]);
});

test('Local storage keeps apps and versions apart', () => {
  const backing = safeBacking(() => undefined);
  openStorage('app', 1, backing).write('key', 'old');
  assert.equal(openStorage('app', 2, backing).read('key', 'none'), 'none');
  assert.equal(openStorage('other', 1, backing).read('key', 'none'), 'none');
});

test('Local storage answers the fallback for broken values', () => {
  const storage = openStorage('app', 1, { getItem: () => '{not json', setItem() {}, removeItem() {} });
  assert.equal(storage.read('key', 'fallback'), 'fallback');
});

test('Local storage gives what another tab writes, and nothing of other keys', () => {
  const backing = safeBacking(() => null);
  const storage = openStorage('app', 1, backing);
  const tab = new EventTarget();
  const taken = [];
  storage.follow(tab, 'list', (value) => taken.push(value));
  storage.write('list', ['theirs']);
  for (const key of ['app:v1:list', 'app:v1:other', null])
    tab.dispatchEvent(Object.assign(new Event('storage'), { key }));
  assert.deepEqual(taken, [['theirs'], ['theirs']]);
});

test('Local storage forgets what is removed', () => {
  const storage = openStorage('app', 1, safeBacking(blocked));
  storage.write('key', 1);
  storage.remove('key');
  assert.equal(storage.read('key', null), null);
});

test('Local storage that is full or blocked never breaks the app', () => {
  const storage = openStorage('app', 1, { getItem: blocked, setItem: blocked, removeItem: blocked });
  assert.equal(storage.write('key', 1), false);
  assert.equal(storage.read('key', 'fallback'), 'fallback');
  assert.doesNotThrow(() => storage.remove('key'));
});
