import { reviveTasks } from '../src/board.js';
import { openStorage, safeBacking } from '../src/storage.js';

/** Local storage: the board survives a reload and is one in all tabs; a device that will not keep it is named. */
export function wireStorage(app) {
  app.storage = openStorage(
    'task-board',
    1,
    safeBacking(() => window.localStorage),
  );
  app.tasks = reviveTasks(app.storage.read('tasks', []));
  app.storage.follow(window, 'tasks', (tasks) => {
    app.tasks = reviveTasks(tasks);
    // A name that is being written stays; the board is drawn when it is done.
    if (!document.querySelector('.card-edit')) app.draw();
  });
  app.onChange.push((tasks) => {
    if (!app.storage.write('tasks', tasks))
      app.say('Not saved: the storage of this browser is full or blocked.');
  });
}
