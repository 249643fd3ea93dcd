import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { daysFrom } from '../src/days.js';
import { currentStreak, describeStreak, longestStreak } from '../src/streaks.js';

describe('Streaks', () => {
  it('Streaks count today and the days before it', () => {
    assert.equal(currentStreak(['2026-05-11', '2026-05-12', '2026-05-13'], '2026-05-13'), 3);
    assert.equal(currentStreak(['2026-05-13'], '2026-05-13'), 1);
    assert.equal(currentStreak([], '2026-05-13'), 0);
  });

  it('keeps the streak while today is not ticked yet, and loses it a day later', () => {
    const days = ['2026-05-11', '2026-05-12'];
    assert.equal(currentStreak(days, '2026-05-13'), 2);
    assert.equal(currentStreak(days, '2026-05-14'), 0);
  });

  it('goes on over the end of a month, a leap day and a year', () => {
    assert.equal(currentStreak(daysFrom('2026-04-28', '2026-05-02'), '2026-05-02'), 5);
    assert.equal(currentStreak(daysFrom('2028-02-27', '2028-03-01'), '2028-03-01'), 4);
    assert.equal(currentStreak(daysFrom('2026-02-27', '2026-03-01'), '2026-03-02'), 3);
    assert.equal(longestStreak(daysFrom('2026-12-30', '2027-01-02')), 4);
  });

  it('goes on over a clock change', () => {
    assert.equal(currentStreak(daysFrom('2026-03-27', '2026-03-30'), '2026-03-30'), 4);
    assert.equal(currentStreak(daysFrom('2026-10-24', '2026-10-26'), '2026-10-26'), 3);
  });

  it('finds the longest row among several, in any order and with doubles', () => {
    const days = [...daysFrom('2026-01-30', '2026-02-02'), '2026-01-01', '2026-01-01', '2026-01-02'];
    assert.equal(longestStreak(days), 4);
    assert.equal(longestStreak([...days].reverse()), 4);
    assert.equal(longestStreak([]), 0);
  });

  it('handles ten years of ticks', () => {
    const days = daysFrom('2016-01-01', '2025-12-31');
    assert.equal(longestStreak(days), 3653);
    assert.equal(currentStreak(days, '2025-12-31'), 3653);
  });

  it('says what to do to start or keep a row', () => {
    assert.equal(describeStreak([], '2026-05-13'), 'Tick today to start a streak');
    assert.equal(describeStreak(['2026-05-13'], '2026-05-13'), '1 day in a row · best 1');
    assert.equal(
      describeStreak(['2026-05-11', '2026-05-12'], '2026-05-13'),
      '2 days in a row, tick today to keep it · best 2',
    );
    assert.equal(describeStreak(['2026-05-01'], '2026-05-13'), 'No streak now · best 1');
  });
});
