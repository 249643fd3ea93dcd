import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { barsOf, dailyShares, rateOf, totalsOf } from '../src/statistics.js';

const today = '2026-03-02';
const read = { id: 'a', name: 'Read', since: '2026-02-27', days: ['2026-02-27', '2026-02-28', '2026-03-02'] };
const walk = { id: 'b', name: 'Walk', since: '2026-03-01', days: ['2026-03-02'] };

describe('Statistics', () => {
  it('Statistics give the share of each day, over the end of a month', () => {
    const shares = dailyShares([read, walk], today, 5);
    assert.deepEqual(
      shares.map(({ day, share }) => [day, share]),
      [
        ['2026-02-26', null],
        ['2026-02-27', 1],
        ['2026-02-28', 1],
        ['2026-03-01', 0],
        ['2026-03-02', 1],
      ],
    );
  });
  it('counts a habit only from its first day', () => {
    assert.deepEqual(rateOf(read, today), { done: 3, possible: 4, percent: 75 });
    assert.deepEqual(rateOf(walk, today), { done: 1, possible: 2, percent: 50 });
    assert.deepEqual(rateOf({ ...walk, since: '2026-04-01', days: [] }, today), {
      done: 0,
      possible: 0,
      percent: 0,
    });
  });
  it('leaves out ticks that are older than the days asked for', () => {
    assert.deepEqual(
      rateOf({ ...read, since: '2025-01-01', days: ['2025-01-01', '2026-03-02'] }, today, 10),
      {
        done: 1,
        possible: 10,
        percent: 10,
      },
    );
  });
  it('sums up all habits', () => {
    assert.deepEqual(totalsOf([read, walk], today), { ticks: 4, meanPercent: 75, perfectDays: 3 });
    assert.deepEqual(totalsOf([], today), { ticks: 0, meanPercent: 0, perfectDays: 0 });
  });
  it('draws a bar for each tracked day inside the box', () => {
    const bars = barsOf(dailyShares([read, walk], today, 5), { width: 100, height: 40 });
    assert.equal(bars.length, 4);
    assert.deepEqual(bars[0], { day: '2026-02-27', share: 1, x: 20, y: 0, width: 18, height: 40 });
    assert.deepEqual([bars[2].height, bars[2].y], [2, 38]);
    for (const bar of bars) assert.ok(bar.x + bar.width <= 100 && bar.y + bar.height <= 40);
    assert.deepEqual(barsOf([], { width: 1, height: 1 }), []);
  });
});
