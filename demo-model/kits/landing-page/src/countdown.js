const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The start of a day such as `2027-03-01` where the visitor is, or null when there is no such day. */
export function startOf(day) {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  if (year === undefined) return null;
  const start = new Date(Number(year), Number(month) - 1, Number(date));
  return start.getMonth() === Number(month) - 1 && start.getDate() === Number(date) ? start : null;
}

/** What is left until the moment, in whole parts; all zero and over once it has come. */
export function remaining(until, now) {
  const leftMs = Math.max(0, until.getTime() - now.getTime());
  return {
    days: Math.floor(leftMs / DAY_MS),
    hours: Math.floor((leftMs % DAY_MS) / HOUR_MS),
    minutes: Math.floor((leftMs % HOUR_MS) / MINUTE_MS),
    seconds: Math.floor((leftMs % MINUTE_MS) / SECOND_MS),
    isOver: leftMs === 0,
  };
}

/** The time left for a screen reader, without the seconds that would never let it finish. */
export function describeRemaining({ days, hours, minutes, isOver }) {
  if (isOver) return 'The day has come.';
  const parts = [count(days, 'day'), count(hours, 'hour'), count(minutes, 'minute')].filter(Boolean);
  return parts.length === 0 ? 'Less than a minute to go.' : `${parts.join(', ')} to go.`;
}

/** The day in words, such as `1 March 2027`. */
export function describeDate(date) {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}

function count(number, noun) {
  if (number === 0) return '';
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
