import { dayOf, describeDue } from '../src/due-dates.js';

/** Due dates: a badge on each task that says how pressing it is. */
export function wireDueDates(app) {
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
