import { byPriority, priorityOf } from '../src/priorities.js';

/** Priorities: a level for each task, and a view with the most pressing first. */
export function wirePriorities(app) {
  const input = document.querySelector('#new-priority');
  const toggle = document.querySelector('#sort-priority');
  let isSorted = app.storage.read('sorted', false) === true;
  const show = () => toggle.setAttribute('aria-pressed', String(isSorted));
  app.fields.push(() => (priorityOf(input.value) ? { priority: input.value } : {}));
  app.sampleDetails.push((index) => (index === 0 ? { priority: 'high' } : {}));
  app.orders.push((tasks) => (isSorted ? byPriority(tasks) : tasks));
  app.decorate.push(({ task, badges }) => {
    const priority = priorityOf(task.priority);
    if (priority === null) return;
    const badge = document.createElement('span');
    badge.className = 'badge';
    badge.dataset.priority = priority.id;
    badge.textContent = priority.name;
    badges.append(badge);
  });
  toggle.addEventListener('click', () => {
    isSorted = !isSorted;
    app.storage.write('sorted', isSorted);
    show();
    app.draw();
  });
  show();
}
