import { addDays } from './days.js';

/**
 * Days in a row up to today. A day that is not ticked yet does not break the row while it lasts: until midnight the streak is the one
 * that ended yesterday.
 */
export function currentStreak(days, today) {
  const ticked = new Set(days);
  let day = ticked.has(today) ? today : addDays(today, -1);
  let length = 0;
  while (ticked.has(day)) {
    length++;
    day = addDays(day, -1);
  }
  return length;
}

/** The longest row of days that ever was; `days` may be in any order and hold doubles. */
export function longestStreak(days) {
  let longest = 0;
  let length = 0;
  let previous = null;
  for (const day of [...new Set(days)].sort()) {
    length = previous !== null && addDays(previous, 1) === day ? length + 1 : 1;
    longest = Math.max(longest, length);
    previous = day;
  }
  return longest;
}

/** What a habit's card says of its row: the number, and whether today still has to be ticked to keep it. */
export function describeStreak(days, today) {
  const current = currentStreak(days, today);
  const longest = longestStreak(days);
  if (longest === 0) return 'Tick today to start a streak';
  const best = `best ${longest}`;
  if (current === 0) return `No streak now · ${best}`;
  const row = `${current} ${current === 1 ? 'day' : 'days'} in a row`;
  return days.includes(today) ? `${row} · ${best}` : `${row}, tick today to keep it · ${best}`;
}
