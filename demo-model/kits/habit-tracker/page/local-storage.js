import { habitsFrom } from '../src/habits.js';
import { openStorage, safeBacking } from '../src/storage.js';

/** Local storage: habits and choices survive a reload, and habits are the same in all tabs; a device that will not keep them is named. */
export function wireStorage(app) {
  app.storage = openStorage(
    'habit-tracker',
    1,
    safeBacking(() => window.localStorage),
  );
  app.habits = habitsFrom(app.storage.read('habits', []));
  app.storage.follow(window, 'habits', (habits) => {
    app.habits = habitsFrom(habits);
    // A name that is being written stays; the cards are drawn when it is done.
    if (app.editingId === null) app.render();
  });
  app.onChange.push((habits) => {
    if (!app.storage.write('habits', habits))
      app.say('Not saved: this browser’s storage is full or blocked.');
  });
}
