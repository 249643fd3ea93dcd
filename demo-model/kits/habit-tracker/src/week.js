import { addDays, earliest, weekdayOf } from './days.js';
import { isDone } from './habits.js';

const SHORT_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The seven days, Monday first, of the week that lies `offset` weeks from the one that holds the day. */
export function weekAround(day, offset = 0) {
  const monday = addDays(day, offset * 7 - weekdayOf(day));
  return SHORT_NAMES.map((_, index) => addDays(monday, index));
}

/** One row of the grid: a cell for each day, with its name, whether it is ticked, and whether it is still to come. */
export function rowOf(habit, week, today) {
  return week.map((day, index) => ({
    day,
    name: SHORT_NAMES[index],
    date: Number(day.slice(8)),
    isDone: isDone(habit, day),
    isToday: day === today,
    isToCome: day > today,
  }));
}

/** The week in words, such as `27 Apr – 3 May 2026`. */
export function describeWeek(week) {
  const short = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  const first = new Intl.DateTimeFormat('en-GB', short).format(Date.parse(week[0]));
  const last = new Intl.DateTimeFormat('en-GB', { ...short, year: 'numeric' }).format(Date.parse(week[6]));
  return `${first} – ${last}`;
}

/** How many weeks the grid may go back: to the first day of the oldest habit, and at least four. */
export function oldestOffset(habits, today) {
  const first = earliest([today, ...habits.map((habit) => habit.since)]);
  let offset = -4;
  while (weekAround(today, offset)[0] > first) offset--;
  return offset;
}
