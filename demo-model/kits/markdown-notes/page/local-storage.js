import { notesFrom } from '../src/notes.js';
import { openStorage, safeBacking } from '../src/storage.js';

/** Local storage: notes and choices survive a reload, and notes are the same in all tabs; a device that will not keep them is named. */
export function wireStorage(app) {
  app.storage = openStorage(
    'markdown-notes',
    1,
    safeBacking(() => window.localStorage),
  );
  app.notes = notesFrom(app.storage.read('notes', []));
  app.storage.follow(window, 'notes', (notes) => {
    app.notes = notesFrom(notes);
    app.refresh();
  });
  app.onChange.push((notes) => {
    if (!app.storage.write('notes', notes)) app.say('Not saved: this browser’s storage is full or blocked.');
  });
}
