import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatClock,
  leftOf,
  lengthOf,
  newTimer,
  nextPhase,
  pauseTimer,
  resetPhase,
  reviveTimer,
  startTimer,
  tick,
  usualMinutes,
} from '../src/timer.js';

const plan = { minutes: usualMinutes, breakAfter: () => 'break' };
const minute = 60_000;

test('Timer: it starts with 25 minutes of focus, at rest', () => {
  const timer = newTimer(plan);
  assert.equal(timer.phase, 'focus');
  assert.equal(leftOf(timer, 123), 25 * minute);
  assert.equal(timer.endsAt, null);
});

test('Timer: it counts by the clock, not by ticks, so a sleeping tab loses nothing', () => {
  const timer = startTimer(newTimer(plan), 1_000);
  assert.equal(leftOf(timer, 1_000 + 10 * minute), 15 * minute);
  assert.equal(leftOf(timer, 1_000 + 99 * minute), 0);
});

test('Timer: a pause keeps what is left, however long it lasts', () => {
  const paused = pauseTimer(startTimer(newTimer(plan), 0), 5 * minute);
  assert.equal(leftOf(paused, 500 * minute), 20 * minute);
  assert.equal(leftOf(startTimer(paused, 500 * minute), 501 * minute), 19 * minute);
});

test('Timer: starting twice changes nothing', () => {
  const running = startTimer(newTimer(plan), 0);
  assert.equal(startTimer(running, 9 * minute), running);
});

test('Timer: a finished focus counts and leads to a break, a break leads back', () => {
  const { timer, ended } = tick(startTimer(newTimer(plan), 0), 25 * minute, plan);
  assert.equal(ended, 'focus');
  assert.deepEqual([timer.phase, timer.completed, timer.endsAt], ['break', 1, null]);
  assert.equal(leftOf(timer, 0), 5 * minute);
  assert.equal(nextPhase(timer, plan, true).phase, 'focus');
  assert.equal(nextPhase(timer, plan, true).completed, 1);
});

test('Timer: a skipped focus does not count', () => {
  assert.equal(nextPhase(newTimer(plan), plan, false).completed, 0);
});

test('Timer: before its end and at rest nothing ends', () => {
  const running = startTimer(newTimer(plan), 0);
  assert.deepEqual(tick(running, 25 * minute - 1, plan), { timer: running, ended: null });
  assert.equal(tick(newTimer(plan), 999 * minute, plan).ended, null);
});

test('Timer: a reset begins the phase again', () => {
  const reset = resetPhase(startTimer(newTimer(plan), 0), plan);
  assert.deepEqual([reset.endsAt, reset.leftMs], [null, 25 * minute]);
});

test('Timer: a phase without a length of its own is as long as a break', () => {
  assert.equal(lengthOf('long-break', plan), 5 * minute);
});

test('Timer: the clock shows begun seconds whole', () => {
  assert.equal(formatClock(25 * minute), '25:00');
  assert.equal(formatClock(59_001), '01:00');
  assert.equal(formatClock(1), '00:01');
  assert.equal(formatClock(0), '00:00');
  assert.equal(formatClock(180 * minute), '180:00');
});

test('Timer: a stored timer goes on after a reload, and a broken one begins anew', () => {
  const running = startTimer(newTimer(plan), 0);
  assert.deepEqual(reviveTimer(JSON.parse(JSON.stringify(running)), plan), running);
  for (const broken of [
    null,
    'x',
    {},
    { ...running, phase: 'lunch' },
    { ...running, leftMs: -1 },
    { ...running, completed: 0.5 },
  ]) {
    assert.deepEqual(reviveTimer(broken, plan), newTimer(plan));
  }
});
