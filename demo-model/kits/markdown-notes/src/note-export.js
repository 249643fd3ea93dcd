import { titleOf } from './notes.js';

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/** A file name that every system takes, made from the note's title. */
export function fileNameOf(text) {
  const name = titleOf(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  if (name === '') return 'note.md';
  return RESERVED.test(name) ? `note-${name}.md` : `${name}.md`;
}

/** One Markdown file with every note, parted by rules, each ending in one line break. */
export function joinNotes(notes) {
  return notes.map((note) => `${note.text.trim()}\n`).join('\n---\n\n');
}
