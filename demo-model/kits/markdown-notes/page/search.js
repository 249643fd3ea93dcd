import { piecesOf, searchNotes } from '../src/note-search.js';
import { excerptOf, titleOf } from '../src/notes.js';

/** Search: filters the list while one types; `/` goes there, Escape clears it. */
export function wireSearch(app) {
  const field = document.getElementById('search');
  app.arrange.push((notes) => searchNotes(notes, field.value));
  app.decorate.push(({ title, excerpt, note }) => {
    if (field.value.trim() === '') return;
    title.replaceChildren(...markPieces(titleOf(note.text), field.value));
    excerpt.replaceChildren(...markPieces(excerptOf(note.text), field.value));
  });
  field.addEventListener('input', () => {
    app.render();
    const count = document.querySelectorAll('#rows .row').length;
    document.getElementById('search-count').textContent = `${count} ${count === 1 ? 'note' : 'notes'} found`;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.activeElement === field) {
      field.value = '';
      app.render();
    }
    if (event.key === '/' && !/^(?:INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')) {
      event.preventDefault();
      document.getElementById('desk').dataset.view = 'list';
      field.focus();
    }
  });
}

function markPieces(text, query) {
  return piecesOf(text, query).map((piece) => {
    if (!piece.isMatch) return document.createTextNode(piece.text);
    const mark = document.createElement('mark');
    mark.textContent = piece.text;
    return mark;
  });
}
