import { daysFrom, earliest } from './days.js';

/** A table of every day since the oldest habit: one row a day, one column a habit, 1 for a tick. Lines end as RFC 4180 wants. */
export function habitsToCsv(habits, today) {
  const first = earliest([today, ...habits.map((habit) => habit.since)]);
  const ticked = habits.map((habit) => new Set(habit.days));
  const header = ['Date', ...habits.map((habit) => habit.name)];
  const rows = habits.length === 0 ? [] : daysFrom(first, today);
  const lines = rows.map((day) => [day, ...ticked.map((days) => (days.has(day) ? '1' : '0'))]);
  return `${[header, ...lines].map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

/** A cell that a spreadsheet reads as text: quoted where it must be, and never run as a formula. */
export function cellOf(text) {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
