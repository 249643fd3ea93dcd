import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addHabit,
  describeToday,
  habitsFrom,
  isDone,
  refuseName,
  removeHabit,
  renameHabit,
  sampleHabits,
  toggleDay,
} from '../src/habits.js';

const today = '2026-05-13';
const read = { id: 'a', name: 'Read', since: '2026-05-10', days: ['2026-05-12'] };

describe('Habits', () => {
  it('adds a habit with a tidy name', () => {
    assert.deepEqual(addHabit([], { id: 'a', name: '  Drink   water ', today }), [
      { id: 'a', name: 'Drink water', since: today, days: [] },
    ]);
  });
  it('refuses an empty, a double and an endless name, and says why', () => {
    assert.match(refuseName([], '   '), /name/);
    assert.match(refuseName([read], 'READ'), /already/);
    assert.match(refuseName([], 'x'.repeat(61)), /under 61/);
    assert.equal(refuseName([read], 'Read', 'a'), null);
    assert.deepEqual(addHabit([read], { id: 'b', name: 'read', today }), [read]);
  });
  it('renames and removes', () => {
    assert.equal(renameHabit([read], { id: 'a', name: 'Read more' })[0].name, 'Read more');
    assert.equal(renameHabit([read], { id: 'a', name: '' })[0].name, 'Read');
    assert.deepEqual(removeHabit([read], 'a'), []);
    assert.deepEqual(removeHabit([read], 'missing'), [read]);
  });
  it('ticks a day and takes the tick back, keeping days sorted', () => {
    const ticked = toggleDay([read], { id: 'a', day: '2026-05-11', today });
    assert.deepEqual(ticked[0].days, ['2026-05-11', '2026-05-12']);
    assert.ok(isDone(ticked[0], '2026-05-11'));
    assert.deepEqual(toggleDay(ticked, { id: 'a', day: '2026-05-11', today })[0].days, ['2026-05-12']);
  });
  it('never ticks a day that is still to come or is no day', () => {
    assert.deepEqual(toggleDay([read], { id: 'a', day: '2026-05-14', today }), [read]);
    assert.deepEqual(toggleDay([read], { id: 'a', day: '2026-02-30', today }), [read]);
  });
  it('moves the first day back when an earlier day is ticked', () => {
    assert.equal(toggleDay([read], { id: 'a', day: '2026-04-30', today })[0].since, '2026-04-30');
  });
  it('sums up today', () => {
    assert.equal(describeToday([], today), 'No habits yet');
    assert.equal(describeToday([read], today), '0 of 1 done today');
    assert.equal(describeToday(toggleDay([read], { id: 'a', day: today, today }), today), 'All done today');
  });
  it('mends a damaged store', () => {
    const stored = [
      { ...read, days: ['2026-05-12', 'x', '2026-05-11', '2026-05-12'] },
      read,
      null,
      { id: 'b' },
    ];
    assert.deepEqual(habitsFrom(stored), [{ ...read, days: ['2026-05-11', '2026-05-12'] }]);
    assert.deepEqual(habitsFrom({}), []);
  });
  it('has sample data that a tracker takes as its own', () => {
    const samples = sampleHabits(today);
    assert.deepEqual(habitsFrom(samples), samples);
    assert.equal(describeToday(samples, today), '1 of 3 done today');
    assert.deepEqual(samples[1].days, ['2026-05-10', '2026-05-11', '2026-05-12']);
  });
});
