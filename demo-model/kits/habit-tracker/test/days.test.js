import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays, dayOf, daysBetween, daysFrom, describeDay, isDay, weekdayOf } from '../src/days.js';

describe('Days', () => {
  it('takes the day from the clock of the person, not of Greenwich', () => {
    assert.equal(dayOf(new Date(2026, 0, 5, 0, 0, 1)), '2026-01-05');
    assert.equal(dayOf(new Date(2026, 0, 5, 23, 59, 59)), '2026-01-05');
  });
  it('adds days over months, leap days, years and clock changes', () => {
    assert.equal(addDays('2026-01-31', 1), '2026-02-01');
    assert.equal(addDays('2028-02-28', 1), '2028-02-29');
    assert.equal(addDays('2026-03-01', -1), '2026-02-28');
    assert.equal(addDays('2026-12-31', 1), '2027-01-01');
    assert.equal(addDays('2026-03-28', 2), '2026-03-30');
  });
  it('counts days between and lists them', () => {
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2);
    assert.equal(daysBetween('2026-03-30', '2026-03-28'), -2);
    assert.deepEqual(daysFrom('2026-02-27', '2026-03-01'), ['2026-02-27', '2026-02-28', '2026-03-01']);
    assert.deepEqual(daysFrom('2026-03-01', '2026-02-27'), []);
  });
  it('starts the week on Monday', () => {
    assert.equal(weekdayOf('2026-05-04'), 0);
    assert.equal(weekdayOf('2026-05-03'), 6);
  });
  it('knows a day from what only looks like one', () => {
    assert.ok(isDay('2028-02-29'));
    for (const bad of ['2026-02-29', '2026-2-1', 'today', '', null, 20260101])
      assert.equal(isDay(bad), false);
  });
  it('puts a day in words', () => assert.equal(describeDay('2026-03-29'), 'Sunday 29 March'));
});
