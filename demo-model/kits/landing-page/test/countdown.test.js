import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeDate, describeRemaining, remaining, startOf } from '../src/countdown.js';
import { launch } from '../src/launch.js';

const until = new Date(2027, 2, 1);
const leftFor = (ms) => remaining(until, new Date(until.getTime() - ms));

describe('Countdown', () => {
  it('Countdown splits what is left into days, hours, minutes and seconds', () => {
    assert.deepEqual(leftFor(90_061_000), { days: 1, hours: 1, minutes: 1, seconds: 1, isOver: false });
    assert.deepEqual(leftFor(999), { days: 0, hours: 0, minutes: 0, seconds: 0, isOver: false });
  });
  it('stops at zero and never counts below it', () => {
    assert.equal(leftFor(0).isOver, true);
    assert.deepEqual(leftFor(-5_000), { days: 0, hours: 0, minutes: 0, seconds: 0, isOver: true });
  });
  it('starts at midnight where the visitor is', () => {
    assert.equal(startOf('2027-03-01').getTime(), until.getTime());
  });
  it('knows days that do not exist', () => {
    for (const bad of ['2027-02-29', '2027-13-01', 'soon', '', null, undefined])
      assert.equal(startOf(bad), null);
  });
  it('says what is left without the seconds', () => {
    assert.equal(describeRemaining(leftFor(90_061_000)), '1 day, 1 hour, 1 minute to go.');
    assert.equal(describeRemaining(leftFor(2 * 86_400_000)), '2 days to go.');
    assert.equal(describeRemaining(leftFor(5_000)), 'Less than a minute to go.');
    assert.equal(describeRemaining(leftFor(0)), 'The day has come.');
  });
  it('puts the day in words', () => assert.equal(describeDate(until), '1 March 2027'));
  it('counts down to a day that exists, or to none', () =>
    assert.equal(startOf(launch) === null, launch === null));
});
