const WORDS_PER_MINUTE = 220;

/** Words as a reader counts them: a run of marks is none, `don't` and `well-known` are one. */
export function countWords(text) {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** What stands below the editor, such as `120 words · 1 min read`. */
export function describeLength(text) {
  const words = countWords(text);
  if (words === 0) return 'Empty';
  const minutes = Math.max(1, Math.round(words / WORDS_PER_MINUTE));
  return `${words.toLocaleString('en')} ${words === 1 ? 'word' : 'words'} · ${minutes} min read`;
}
