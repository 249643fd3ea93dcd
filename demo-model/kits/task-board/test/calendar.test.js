import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayNames, monthOf, monthOfDay, nameOfMonth, stepMonth, weeksOf } from '../src/calendar.js';

test('Calendar view has whole weeks from Monday to Sunday', () => {
  const weeks = weeksOf('2026-02', []);
  assert.deepEqual(
    weeks.map((week) => week[0].day),
    ['2026-01-26', '2026-02-02', '2026-02-09', '2026-02-16', '2026-02-23'],
  );
  assert.ok(weeks.every((week) => week.length === dayNames.length));
  assert.deepEqual(
    weeks[0].map(({ isOfMonth }) => isOfMonth),
    [false, false, false, false, false, false, true],
  );
});

test('Calendar view shows a task on the day that it is due, and nowhere else', () => {
  const task = { id: 'a', title: 'Pay the rent', due: '2026-02-28' };
  const days = weeksOf('2026-02', [task, { id: 'b', title: 'Some day' }]).flat();
  assert.deepEqual(
    days.filter(({ tasks }) => tasks.length > 0).map(({ day, date, tasks }) => [day, date, tasks]),
    [['2026-02-28', 28, [task]]],
  );
});

test('Calendar view steps over the ends of years, and knows leap days', () => {
  assert.equal(stepMonth('2026-12', 1), '2027-01');
  assert.equal(stepMonth('2026-01', -1), '2025-12');
  assert.equal(
    weeksOf('2028-02', [])
      .flat()
      .filter(({ isOfMonth }) => isOfMonth).length,
    29,
  );
  assert.equal(weeksOf('2026-08', []).length, 6);
});

test('Calendar view names its month, and takes the one where the person is', () => {
  assert.equal(nameOfMonth('2026-02'), 'February 2026');
  assert.equal(monthOf(new Date(2026, 0, 31, 23, 59)), '2026-01');
  assert.equal(monthOfDay('2026-03-04'), '2026-03');
  for (const odd of [undefined, null, '', 'tomorrow']) assert.equal(monthOfDay(odd), null);
});
