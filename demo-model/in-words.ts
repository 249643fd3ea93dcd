/** A list as people say it: "history, dark mode and FAQ". */
export function inWords(items: readonly string[]): string {
  const plain = items.map(withinSentence);
  if (plain.length === 0) return 'just the essentials';
  if (plain.length === 1) return plain[0] ?? '';
  return `${plain.slice(0, -1).join(', ')} and ${plain.at(-1)}`;
}

/** A title inside a sentence: its first letter is small, unless the word is an abbreviation. */
export function withinSentence(title: string): string {
  return /^\p{Lu}\P{Ll}/u.test(title) && !/^\p{Lu}\s/u.test(title)
    ? title
    : title.charAt(0).toLowerCase() + title.slice(1);
}
