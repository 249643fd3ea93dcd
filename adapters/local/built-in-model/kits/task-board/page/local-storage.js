import { reviveTasks } from '../src/board.js';
import { openStorage, safeBacking } from '../src/storage.js';

/** Local storage: the board survives a reload; a device that will not keep it is named. */
export function wireStorage(app) {
  app.storage = openStorage(
    'task-board',
    1,
    safeBacking(() => window.localStorage),
  );
  app.tasks = reviveTasks(app.storage.read('tasks', []));
  app.onChange.push((tasks) => {
    if (!app.storage.write('tasks', tasks))
      app.say('Not saved: the storage of this browser is full or blocked.');
  });
}
