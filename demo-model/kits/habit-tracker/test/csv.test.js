import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellOf, habitsToCsv } from '../src/csv.js';

describe('Export CSV', () => {
  it('Export CSV gives a row for every day and a column for every habit', () => {
    const habits = [
      { name: 'Read', since: '2026-02-28', days: ['2026-02-28', '2026-03-01'] },
      { name: 'Walk, far', since: '2026-03-01', days: ['2026-03-02'] },
    ];
    assert.equal(
      habitsToCsv(habits, '2026-03-02'),
      'Date,Read,"Walk, far"\r\n2026-02-28,1,0\r\n2026-03-01,1,0\r\n2026-03-02,0,1\r\n',
    );
  });
  it('gives only the header when nothing is tracked', () =>
    assert.equal(habitsToCsv([], '2026-03-02'), 'Date\r\n'));
  it('quotes what needs it', () => {
    assert.equal(cellOf('say "hi"'), '"say ""hi"""');
    assert.equal(cellOf('two\nlines'), '"two\nlines"');
    assert.equal(cellOf('plain'), 'plain');
  });
  it('never lets a name run as a formula', () => {
    for (const name of ['=1+1', '+1', '-1', '@sum']) assert.equal(cellOf(name), `'${name}`);
  });
});
