import { addDays, daysBetween, daysFrom } from './days.js';

/** The share of all habits that were ticked on each of the last `count` days, oldest first; null before any habit was tracked. */
export function dailyShares(habits, today, count = 30) {
  return daysFrom(addDays(today, 1 - count), today).map((day) => {
    const tracked = habits.filter((habit) => habit.since <= day);
    const done = tracked.filter((habit) => habit.days.includes(day)).length;
    return { day, done, tracked: tracked.length, share: tracked.length === 0 ? null : done / tracked.length };
  });
}

/** Ticks of a habit in the last `count` days, out of the days that it has existed in them. */
export function rateOf(habit, today, count = 30) {
  const first = addDays(today, 1 - count);
  const [, from] = [habit.since, first].sort();
  const possible = Math.max(0, daysBetween(from, today) + 1);
  const done = habit.days.filter((day) => day >= from && day <= today).length;
  return { done, possible, percent: possible === 0 ? 0 : Math.round((done / possible) * 100) };
}

/** The figures above the chart: ticks ever, the mean share of the last 30 days in percent, and days on which all was done. */
export function totalsOf(habits, today) {
  const shares = dailyShares(habits, today).filter(({ share }) => share !== null);
  const sum = shares.reduce((total, { share }) => total + share, 0);
  return {
    ticks: habits.reduce((total, habit) => total + habit.days.length, 0),
    meanPercent: shares.length === 0 ? 0 : Math.round((sum / shares.length) * 100),
    perfectDays: shares.filter(({ share }) => share === 1).length,
  };
}

/** Bars of the chart in the units of its view box; a day before any habit has none, a day without a tick has a stub. */
export function barsOf(shares, { width, height, gap = 2 }) {
  if (shares.length === 0) return [];
  const step = width / shares.length;
  return shares.flatMap(({ day, share }, index) => {
    if (share === null) return [];
    const barHeight = Math.max(2, share * height);
    return [
      {
        day,
        share,
        x: round(index * step),
        y: round(height - barHeight),
        width: round(step - gap),
        height: round(barHeight),
      },
    ];
  });
}

function round(number) {
  return Math.round(number * 100) / 100;
}
