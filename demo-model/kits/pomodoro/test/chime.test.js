import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chimeFor, playChime } from '../src/chime.js';

test('Sound rises when a focus ends and falls when a break does', () => {
  const tones = (ended) => chimeFor(ended).map((note) => note.frequency);
  assert.deepEqual(
    tones('focus'),
    tones('focus').toSorted((a, b) => a - b),
  );
  assert.deepEqual(tones('break'), tones('focus').toReversed());
});

test('Sound plays each note once, one after another', () => {
  const started = [];
  const audio = {
    currentTime: 10,
    destination: {},
    createGain: () => ({
      gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} },
      connect: (next) => next,
    }),
    createOscillator: () => ({
      frequency: {},
      connect: (next) => next,
      start: (at) => started.push(at),
      stop() {},
    }),
  };
  assert.equal(playChime(audio, 'focus'), 3);
  assert.deepEqual(
    started,
    started.toSorted((a, b) => a - b),
  );
  assert.ok(started.every((at) => at >= 10));
});

test('Sound does nothing where the browser has none', () => {
  assert.equal(playChime(null, 'focus'), 0);
  assert.equal(playChime(undefined, 'break'), 0);
});
