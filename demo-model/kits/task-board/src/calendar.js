const millisecondsPerDay = 86_400_000;

const firstOf = (month) => new Date(`${month}-01T12:00:00Z`);

/** The month of a moment where the person is, as `2026-02`. */
export const monthOf = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;

/** The month of a due day, or null where a task has none. */
export const monthOfDay = (day) => (/^\d{4}-\d{2}-\d{2}$/.test(day ?? '') ? day.slice(0, 7) : null);

/** The month so many months later, or earlier when negative. */
export const stepMonth = (month, by) => {
  const date = firstOf(month);
  date.setUTCMonth(date.getUTCMonth() + by);
  return date.toISOString().slice(0, 7);
};

/** A month in words, such as `February 2026`. */
export const nameOfMonth = (month) =>
  new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(firstOf(month));

/** The names of the days, as the columns of a month have them. */
export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The weeks of a month from Monday to Sunday, each day with the tasks that are due on it; days of other months fill the first and the last. */
export const weeksOf = (month, tasks) => {
  const first = firstOf(month);
  const start = first.getTime() - ((first.getUTCDay() + 6) % 7) * millisecondsPerDay;
  const weeks = [];
  for (let at = start; new Date(at).toISOString().slice(0, 7) <= month; at += 7 * millisecondsPerDay)
    weeks.push(dayNames.map((_name, index) => dayAt(at + index * millisecondsPerDay, month, tasks)));
  return weeks;
};

const dayAt = (time, month, tasks) => {
  const day = new Date(time).toISOString().slice(0, 10);
  return {
    day,
    date: Number(day.slice(8)),
    isOfMonth: day.startsWith(month),
    tasks: tasks.filter((task) => task.due === day),
  };
};
