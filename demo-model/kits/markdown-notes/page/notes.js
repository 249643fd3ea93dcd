import {
  addNote,
  editNote,
  excerptOf,
  NOTE_LIMIT_CHARS,
  newestFirst,
  removeNote,
  sampleNotes,
  titleOf,
} from '../src/notes.js';

const find = (id) => document.getElementById(id);

/**
 * The notes on the page. Parts hook in: `arrange` reorders or filters the list, `decorate` adds to a row, `onOpen` follows the open
 * note, `onChange` follows every change.
 */
export function startNotes() {
  const app = {
    notes: [],
    openId: null,
    arrange: [],
    decorate: [],
    onOpen: [],
    onChange: [],
    storage: { read: (_key, fallback) => fallback, write: () => true },
    say: (text) => showUndo(text, null),
    opened: () => app.notes.find((note) => note.id === app.openId) ?? null,
    render: () => renderNotes(app),
    open: (id) => openNote(app, id),
    refresh: () => refreshNotes(app),
    change(notes) {
      app.notes = notes;
      for (const follow of app.onChange) follow(notes);
      app.render();
    },
  };
  find('note-text').maxLength = NOTE_LIMIT_CHARS;
  for (const id of ['new-note', 'first-note']) find(id).addEventListener('click', () => createNote(app));
  find('try-samples').addEventListener('click', () => {
    app.change(sampleNotes(Date.now()));
    app.open(app.notes[0].id);
    find('note-text').focus({ preventScroll: true });
  });
  find('delete-note').addEventListener('click', () => deleteNote(app));
  find('back').addEventListener('click', () => leaveNote(app));
  find('note-text').addEventListener('input', ({ target }) => {
    app.change(editNote(app.notes, { id: app.openId, text: target.value, now: Date.now() }));
    for (const follow of app.onOpen) follow(app.opened());
  });
  return app;
}

function createNote(app) {
  const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  app.change(addNote(app.notes, { id, now: Date.now() }));
  app.open(id);
  find('note-text').focus();
}

function openNote(app, id) {
  app.openId = app.notes.some((note) => note.id === id) ? id : null;
  const note = app.opened();
  find('blank').hidden = note !== null;
  find('pane').hidden = note === null;
  find('desk').dataset.view = note === null ? 'list' : 'note';
  if (note) find('note-text').value = note.text;
  for (const follow of app.onOpen) follow(note);
  app.render();
}

/** Shows notes that changed elsewhere; a text that is being written here stays as it is. */
function refreshNotes(app) {
  const note = app.opened();
  if (note === null && app.openId !== null) return app.open(null);
  const isWriting = document.activeElement === find('note-text');
  if (note && !isWriting) {
    find('note-text').value = note.text;
    for (const follow of app.onOpen) follow(note);
  }
  app.render();
}

function leaveNote(app) {
  const row = find('rows').querySelector(`[data-id="${app.openId}"]`);
  find('desk').dataset.view = 'list';
  row?.focus();
}

function deleteNote(app) {
  const gone = app.opened();
  if (!gone) return;
  const { notes, nextId } = removeNote(app.notes, gone.id);
  app.change(notes);
  app.open(nextId);
  find('desk').dataset.view = 'list';
  showUndo(`Deleted “${titleOf(gone.text)}”.`, () => {
    app.change([...app.notes, gone]);
    app.open(gone.id);
  });
}

function showUndo(text, undo) {
  const button = find('undo-button');
  find('undo-text').textContent = text;
  find('undo').dataset.shown = String(text !== '');
  button.hidden = undo === null;
  button.onclick = () => {
    showUndo('', null);
    undo?.();
  };
}

function renderNotes(app) {
  const shown = app.arrange.reduce((notes, step) => step(notes), newestFirst(app.notes));
  const focused = document.activeElement?.dataset?.id;
  find('rows').replaceChildren(...shown.map((note) => rowOfNote(app, note)));
  if (focused) find('rows').querySelector(`[data-id="${focused}"]`)?.focus();
  find('rows-empty').hidden = shown.length > 0;
  find('rows-empty').textContent =
    app.notes.length === 0 ? 'Your notes will be listed here.' : 'No note matches.';
  find('try-samples').hidden = app.notes.length > 0;
  const note = app.opened();
  find('note-time').textContent = note ? `Changed ${timeInWords(note.updatedAt)}` : '';
}

function rowOfNote(app, note) {
  const row = document.createElement('li');
  const button = document.createElement('button');
  const title = document.createElement('strong');
  const excerpt = document.createElement('span');
  button.type = 'button';
  button.className = 'row';
  button.dataset.id = note.id;
  if (note.id === app.openId) button.setAttribute('aria-current', 'true');
  title.textContent = titleOf(note.text);
  excerpt.textContent = excerptOf(note.text) || 'No more text';
  button.append(title, excerpt);
  button.addEventListener('click', () => {
    app.open(note.id);
    find('note-text').focus({ preventScroll: true });
  });
  for (const decorate of app.decorate) decorate({ button, title, excerpt, note });
  row.append(button);
  return row;
}

function timeInWords(time) {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' }).format(time);
}
