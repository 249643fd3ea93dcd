import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, describeMinutes, logSession, reviveLog, totalsOf } from '../src/statistics.js';

test('Session statistics count today apart from all', () => {
  const log = [
    { day: '2026-02-28', minutes: 25 },
    { day: '2026-03-01', minutes: 25 },
    { day: '2026-03-01', minutes: 50 },
  ];
  assert.deepEqual(totalsOf(log, '2026-03-01'), { today: 2, minutesToday: 75, all: 3 });
  assert.deepEqual(totalsOf([], '2026-03-01'), { today: 0, minutesToday: 0, all: 0 });
});

test('Session statistics keep the last thousand sessions', () => {
  let log = [];
  for (let session = 1; session <= 1005; session += 1)
    log = logSession(log, { day: '2026-03-01', minutes: session });
  assert.equal(log.length, 1000);
  assert.equal(log[0].minutes, 6);
});

test('Session statistics say minutes as people do', () => {
  assert.equal(describeMinutes(0), '0 min');
  assert.equal(describeMinutes(60), '1 h');
  assert.equal(describeMinutes(135), '2 h 15 min');
});

test('Session statistics take the day where the person is', () => {
  assert.equal(dayOf(new Date(2026, 11, 31, 23, 59)), '2026-12-31');
});

test('Session statistics survive a stored log that is broken', () => {
  const good = { day: '2026-03-01', minutes: 25 };
  assert.deepEqual(reviveLog([good, null, { day: 'x', minutes: 1 }, { day: '2026-03-01', minutes: -1 }]), [
    good,
  ]);
  assert.deepEqual(reviveLog({}), []);
});
