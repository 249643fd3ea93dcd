import { clearTasks, describeClear } from '../src/clear-all.js';

/** Clear all button: empties the board at once and offers to undo it. */
export function wireClearAll(app) {
  const button = document.querySelector('#clear-all');
  app.onDraw.push(() => {
    button.textContent = describeClear(app.tasks.length);
    button.disabled = app.tasks.length === 0;
  });
  button.addEventListener('click', () => {
    const { tasks, restore } = clearTasks(app.tasks);
    app.change(tasks);
    app.say('Cleared the board');
    app.offerUndo('Cleared the board', () => app.change(restore(app.tasks)));
  });
}
