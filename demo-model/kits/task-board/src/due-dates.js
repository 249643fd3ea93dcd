const millisecondsPerDay = 86_400_000;

const noonOf = (day) => Date.parse(`${day}T12:00:00Z`);

/** Whether a text is a day of the calendar, as `2026-02-28`. */
export const isDay = (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text ?? '')) return false;
  const time = noonOf(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** The day of a moment where the person is. */
export const dayOf = (date) => {
  const two = (part) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const nameOf = (day, today) => {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  const format = {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  };
  return new Intl.DateTimeFormat('en', format).format(noonOf(day));
};

/** A due day in words and how pressing it is: `late`, `soon` (today and tomorrow) or `later`. A finished task is never late. */
export const describeDue = (day, today, isFinished) => {
  if (!isDay(day)) return null;
  const days = Math.round((noonOf(day) - noonOf(today)) / millisecondsPerDay);
  if (isFinished) return { text: nameOf(day, today), state: 'later' };
  if (days === 0) return { text: 'Due today', state: 'soon' };
  if (days === 1) return { text: 'Due tomorrow', state: 'soon' };
  return days < 0
    ? { text: `Late: ${nameOf(day, today)}`, state: 'late' }
    : { text: `Due ${nameOf(day, today)}`, state: 'later' };
};
