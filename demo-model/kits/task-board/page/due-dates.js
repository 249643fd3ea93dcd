import { dayOf, describeDue, isDay } from '../src/due-dates.js';

/** Due dates: a day for each task, and a badge that says how pressing it is. */
export function wireDueDates(app) {
  const input = document.querySelector('#new-due');
  app.fields.push(() => (isDay(input.value) ? { due: input.value } : {}));
  app.decorate.push(({ task, badges }) => {
    const due = describeDue(task.due, dayOf(new Date()), task.column === 'done');
    if (due === null) return;
    const badge = document.createElement('span');
    badge.className = 'badge';
    badge.dataset.due = due.state;
    badge.textContent = due.text;
    badges.append(badge);
  });
}
