import { currentStreak, describeStreak } from '../src/streaks.js';

/** Streaks: under each name, how long the row is and whether today still has to be ticked. */
export function wireStreaks(app) {
  app.decorate.push(({ words, habit, today }) => {
    const line = document.createElement('p');
    line.className = 'streak small';
    line.dataset.live = String(currentStreak(habit.days, today) > 0);
    line.textContent = describeStreak(habit.days, today);
    words.append(line);
  });
}
