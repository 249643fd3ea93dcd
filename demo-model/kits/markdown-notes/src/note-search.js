import { titleOf } from './notes.js';

/** The words of a query, folded so that case and accents do not matter. */
export function wordsOf(query) {
  return [...new Set(fold(query).split(/\s+/).filter(Boolean))];
}

/** Notes that hold every word of the query; those with all of it in the title come first. An empty query finds all. */
export function searchNotes(notes, query) {
  const words = wordsOf(query);
  if (words.length === 0) return notes;
  const holds = (text) => words.every((word) => text.includes(word));
  const found = notes.filter((note) => holds(fold(note.text)));
  const isInTitle = (note) => holds(fold(titleOf(note.text)));
  return [...found.filter(isInTitle), ...found.filter((note) => !isInTitle(note))];
}

/** The text cut into pieces that say whether they match, so that the page can mark them without making HTML. */
export function piecesOf(text, query) {
  const words = wordsOf(query);
  const letters = [...text].map(fold);
  const isMarked = new Array(letters.length).fill(false);
  for (const word of words) markAll(letters, word, isMarked);
  return joinPieces([...text], isMarked);
}

function markAll(letters, word, isMarked) {
  const target = [...word];
  for (let at = 0; at + target.length <= letters.length; at++) {
    if (target.every((letter, offset) => letters[at + offset] === letter))
      isMarked.fill(true, at, at + target.length);
  }
}

function joinPieces(letters, isMarked) {
  const pieces = [];
  letters.forEach((letter, at) => {
    const last = pieces.at(-1);
    if (last && last.isMatch === isMarked[at]) last.text += letter;
    else pieces.push({ text: letter, isMatch: isMarked[at] });
  });
  return pieces;
}

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
