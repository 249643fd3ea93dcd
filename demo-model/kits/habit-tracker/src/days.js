const DAY_MS = 86_400_000;

/**
 * A day is text such as `2026-03-29`: no time, no zone, so that a clock change or a flight never moves a tick. The person's own
 * calendar says which day it is.
 */
export function dayOf(date) {
  const part = (number, width) => String(number).padStart(width, '0');
  return `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1, 2)}-${part(date.getDate(), 2)}`;
}

/** The day so many days later, or earlier when negative. */
export function addDays(day, count) {
  return new Date(instantOf(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` comes first. */
export function daysBetween(from, to) {
  return Math.round((instantOf(to) - instantOf(from)) / DAY_MS);
}

/** The days from first to last, both included; none when last comes first. */
export function daysFrom(first, last) {
  const length = Math.max(0, daysBetween(first, last) + 1);
  return Array.from({ length }, (_, index) => addDays(first, index));
}

/** The day that comes first. Days sort as text. */
export function earliest(days) {
  return [...days].sort()[0];
}

/** Monday is 0, Sunday is 6. */
export function weekdayOf(day) {
  return (new Date(instantOf(day)).getUTCDay() + 6) % 7;
}

/** True for a day that the calendar has: 2026-02-30 is none. */
export function isDay(value) {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && hasDay(value);
}

function hasDay(text) {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(instant) && new Date(instant).toISOString().startsWith(text);
}

/** The day in words, such as `Sunday 29 March`. */
export function describeDay(day) {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  return format.format(instantOf(day));
}

// UTC has no clock changes, so a day is always as long as the next.
function instantOf(day) {
  return Date.parse(`${day}T00:00:00Z`);
}
