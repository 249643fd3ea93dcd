/** The longest note that is kept; beyond it typing is cut, so that a paste cannot fill the device. */
export const NOTE_LIMIT_CHARS = 200_000;

const TITLE_LIMIT_CHARS = 80;

// What starts a line in Markdown: heading, quote, bullet and task marks.
const MARKERS = /^(?:[\s>#*+-]|\d+[.)]\s)+(?:\[[ xX]\]\s)?/;

/** The first line with words in it, without its markup: what the list shows. */
export function titleOf(text) {
  for (const line of text.split('\n')) {
    const plain = line
      .replace(MARKERS, '')
      .replace(/[*_`~]+/g, '')
      .trim();
    if (plain !== '') return [...plain].slice(0, TITLE_LIMIT_CHARS).join('');
  }
  return 'Untitled note';
}

/** What follows the title, on one line, for the second row of the list. */
export function excerptOf(text, limitChars = 90) {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const rest = lines
    .slice(first + 1)
    .map((line) =>
      line
        .replace(MARKERS, '')
        .replace(/[*_`~]+/g, '')
        .replace(/\|/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .join(' ')
    .replace(/\s+/g, ' ');
  return rest.length > limitChars ? `${rest.slice(0, limitChars - 1).trimEnd()}…` : rest;
}

/** A new list with an empty note at its head; `id` must be new. */
export function addNote(notes, { id, now, text = '' }) {
  if (notes.some((note) => note.id === id)) return notes;
  return [{ id, text: text.slice(0, NOTE_LIMIT_CHARS), createdAt: now, updatedAt: now }, ...notes];
}

/** The same list when nothing changed, so that opening a note does not count as editing it. */
export function editNote(notes, { id, text, now }) {
  const kept = text.slice(0, NOTE_LIMIT_CHARS);
  const found = notes.find((note) => note.id === id);
  if (!found || found.text === kept) return notes;
  return notes.map((note) => (note.id === id ? { ...note, text: kept, updatedAt: now } : note));
}

/** The list without the note, and the note to open next: the one that took its place, else the one before. */
export function removeNote(notes, id) {
  const index = notes.findIndex((note) => note.id === id);
  if (index === -1) return { notes, nextId: notes[0]?.id ?? null };
  const left = notes.filter((note) => note.id !== id);
  return { notes: left, nextId: left[Math.min(index, left.length - 1)]?.id ?? null };
}

/** Newest change first; equal times keep their order. */
export function newestFirst(notes) {
  return [...notes].sort((a, b) => b.updatedAt - a.updatedAt);
}

/** Notes as they were stored, dropping whatever is not a note: storage may be edited by hand or be half written. */
export function notesFrom(stored) {
  if (!Array.isArray(stored)) return [];
  const seen = new Set();
  return stored.filter((note) => {
    if (!isNote(note) || seen.has(note.id)) return false;
    seen.add(note.id);
    return true;
  });
}

function isNote(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof value.id === 'string' &&
    typeof value.text === 'string' &&
    Number.isFinite(value.createdAt) &&
    Number.isFinite(value.updatedAt)
  );
}

const samples = [
  '# A weekend by the sea\n\n- [x] Book the train\n- [ ] Pack the **red** jacket\n\n#travel',
  '# Bread that always works\n\n1. Mix *flour*, water and salt\n2. Wait a night\n3. Bake\n\n#kitchen',
];

/** Two notes to try the app with, the first the newest. */
export function sampleNotes(now) {
  return samples.map((text, index) => ({
    id: `sample-${index + 1}`,
    text,
    createdAt: now - index,
    updatedAt: now - index,
  }));
}
