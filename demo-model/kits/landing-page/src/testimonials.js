const TEXT_LIMIT_CHARS = 400;
const LIST_LIMIT = 20;

/** What is wrong with a word from a visitor, or null. */
export function refuseWord({ name, text }) {
  if (name.trim() === '') return { field: 'name', text: 'Please sign with a name.' };
  if (text.trim().length < 3) return { field: 'text', text: 'Please write a few words.' };
  if (text.trim().length > TEXT_LIMIT_CHARS) {
    return { field: 'text', text: `Please keep it under ${TEXT_LIMIT_CHARS} characters.` };
  }
  return null;
}

/** The list with the newest word first; the oldest go when it is full, and a word said twice is kept once. */
export function addWord(words, { name, text, at }) {
  const word = { name: name.trim().slice(0, 60), text: text.trim(), at };
  if (refuseWord(word) !== null) return words;
  const others = words.filter((each) => each.name !== word.name || each.text !== word.text);
  return [word, ...others].slice(0, LIST_LIMIT);
}

/** Words as they were stored, dropping whatever is none. */
export function wordsFrom(stored) {
  if (!Array.isArray(stored)) return [];
  return stored.filter(isWord).slice(0, LIST_LIMIT);
}

function isWord(value) {
  if (typeof value !== 'object' || value === null) return false;
  if (typeof value.name !== 'string' || typeof value.text !== 'string') return false;
  return Number.isFinite(value.at) && refuseWord(value) === null;
}
