import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, describeDue, isDay } from '../src/due-dates.js';

test('Due dates know today, tomorrow and late', () => {
  assert.deepEqual(describeDue('2026-03-10', '2026-03-10', false), { text: 'Due today', state: 'soon' });
  assert.deepEqual(describeDue('2026-03-11', '2026-03-10', false), { text: 'Due tomorrow', state: 'soon' });
  assert.deepEqual(describeDue('2026-03-09', '2026-03-10', false), { text: 'Late: Mar 9', state: 'late' });
});

test('Due dates count across the ends of months, years and leap days', () => {
  assert.equal(describeDue('2027-01-01', '2026-12-31', false).text, 'Due tomorrow');
  assert.equal(describeDue('2028-02-29', '2028-02-28', false).text, 'Due tomorrow');
  assert.equal(describeDue('2027-02-01', '2026-12-31', false).text, 'Due Feb 1, 2027');
});

test('Due dates of finished tasks are never late', () => {
  assert.deepEqual(describeDue('2026-01-01', '2026-03-10', true), { text: 'Jan 1', state: 'later' });
});

test('Due dates that are no days are left out', () => {
  for (const odd of ['', '2026-02-30', '2026-13-01', 'tomorrow', undefined, null]) {
    assert.equal(isDay(odd), false);
    assert.equal(describeDue(odd, '2026-03-10', false), null);
  }
});

test('Due dates take the day where the person is', () => {
  assert.equal(dayOf(new Date(2026, 0, 5, 23, 59)), '2026-01-05');
});
