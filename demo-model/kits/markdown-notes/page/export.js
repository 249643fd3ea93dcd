import { fileNameOf, joinNotes } from '../src/note-export.js';

/** Export Markdown: the open note, or all of them, as a file that is made on this device. */
export function wireExport(app) {
  const all = document.getElementById('export-all');
  document.getElementById('export-note').addEventListener('click', () => {
    const note = app.opened();
    if (note) saveText(fileNameOf(note.text), note.text);
  });
  all.addEventListener('click', () => saveText('notes.md', joinNotes(app.notes)));
  app.arrange.push((notes) => {
    all.hidden = app.notes.length === 0;
    return notes;
  });
}

function saveText(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
