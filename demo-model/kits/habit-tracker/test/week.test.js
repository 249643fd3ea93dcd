import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeWeek, oldestOffset, rowOf, weekAround } from '../src/week.js';

const habit = { id: 'a', name: 'Read', since: '2026-04-28', days: ['2026-04-28', '2026-05-01'] };

describe('Weekly grid', () => {
  it('Weekly grid starts on Monday and runs over the end of a month', () => {
    const week = weekAround('2026-05-01');
    assert.deepEqual([week[0], week[3], week[6]], ['2026-04-27', '2026-04-30', '2026-05-03']);
    assert.deepEqual(weekAround('2026-05-03'), week);
    assert.equal(weekAround('2026-05-04')[0], '2026-05-04');
  });
  it('goes back and on by whole weeks, over a clock change and a year', () => {
    assert.equal(weekAround('2026-03-30', -1)[0], '2026-03-23');
    assert.equal(weekAround('2027-01-01', -1)[6], '2026-12-27');
    assert.equal(weekAround('2026-05-01', 1)[0], '2026-05-04');
  });
  it('says of each cell whether it is ticked, today or still to come', () => {
    const row = rowOf(habit, weekAround('2026-05-01'), '2026-05-01');
    assert.deepEqual(
      row.map((cell) => cell.isDone),
      [false, true, false, false, true, false, false],
    );
    assert.deepEqual(
      row.map((cell) => cell.isToday),
      [false, false, false, false, true, false, false],
    );
    assert.deepEqual(
      row.map((cell) => cell.isToCome),
      [false, false, false, false, false, true, true],
    );
    assert.deepEqual([row[0].name, row[0].date], ['Mon', 27]);
  });
  it('puts the week in words', () =>
    assert.equal(describeWeek(weekAround('2026-05-01')), '27 Apr – 3 May 2026'));
  it('goes back as far as the oldest habit, and at least four weeks', () => {
    assert.equal(oldestOffset([], '2026-05-01'), -4);
    assert.equal(oldestOffset([habit], '2026-05-01'), -4);
    assert.equal(oldestOffset([{ ...habit, since: '2026-02-16' }], '2026-05-01'), -10);
  });
});
