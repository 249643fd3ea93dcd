import { addDays, earliest, isDay } from './days.js';

const NAME_LIMIT_CHARS = 60;

/** Why a name cannot be taken, in words for the person, or null when it can. */
export function refuseName(habits, name, exceptId = null) {
  const wanted = tidy(name);
  if (wanted === '') return 'Give the habit a name.';
  if ([...wanted].length > NAME_LIMIT_CHARS) return `Keep the name under ${NAME_LIMIT_CHARS + 1} characters.`;
  const isTaken = habits.some(
    (habit) => habit.id !== exceptId && habit.name.toLowerCase() === wanted.toLowerCase(),
  );
  return isTaken ? `You already track “${wanted}”.` : null;
}

/** The list with a new habit at its end; the same list when its name is refused. */
export function addHabit(habits, { id, name, today }) {
  if (refuseName(habits, name) !== null) return habits;
  return [...habits, { id, name: tidy(name), since: today, days: [] }];
}

/** The list with one habit renamed; the same list when the name is refused. */
export function renameHabit(habits, { id, name }) {
  if (refuseName(habits, name, id) !== null) return habits;
  return habits.map((habit) => (habit.id === id ? { ...habit, name: tidy(name) } : habit));
}

/** The list without the habit and all its days. */
export function removeHabit(habits, id) {
  return habits.filter((habit) => habit.id !== id);
}

/** Turns one day over; a day that is still to come cannot be ticked. Days stay sorted and single. */
export function toggleDay(habits, { id, day, today }) {
  if (!isDay(day) || day > today) return habits;
  return habits.map((habit) => {
    if (habit.id !== id) return habit;
    const days = habit.days.includes(day)
      ? habit.days.filter((each) => each !== day)
      : [...habit.days, day].sort();
    // A tick before the habit's first day moves that day back, so that every tick counts.
    return { ...habit, days, since: earliest([day, habit.since]) };
  });
}

/** True when the habit is ticked on that day. */
export function isDone(habit, day) {
  return habit.days.includes(day);
}

/** What the head of the page says of today, such as `2 of 3 done today`. */
export function describeToday(habits, today) {
  if (habits.length === 0) return 'No habits yet';
  const done = habits.filter((habit) => isDone(habit, today)).length;
  return done === habits.length ? 'All done today' : `${done} of ${habits.length} done today`;
}

/** Habits as they were stored, mended where a day is doubled, unsorted or no day at all. */
export function habitsFrom(stored) {
  if (!Array.isArray(stored)) return [];
  const seen = new Set();
  return stored.flatMap((habit) => {
    if (!isHabit(habit) || seen.has(habit.id)) return [];
    seen.add(habit.id);
    const days = [...new Set(habit.days.filter(isDay))].sort();
    return [{ id: habit.id, name: habit.name, since: habit.since, days }];
  });
}

function isHabit(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof value.id === 'string' &&
    typeof value.name === 'string' &&
    isDay(value.since) &&
    Array.isArray(value.days)
  );
}

function tidy(name) {
  return name.replace(/\s+/g, ' ').trim();
}

const samples = [
  ['Drink a glass of water', [-4, -3, -2, -1, 0]],
  ['Read ten pages', [-3, -2, -1]],
  ['Walk round the block', [-6, -4, -1]],
];

/** A few habits with some days behind them, to try the tracker with. */
export function sampleHabits(today) {
  return samples.map(([name, offsets], index) => {
    const days = offsets.map((offset) => addDays(today, offset));
    return { id: `sample-${index + 1}`, name, since: days[0], days };
  });
}
