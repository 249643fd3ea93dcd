/** A list as people say it: "history, dark mode and keyboard input". */
export function inWords(items: readonly string[]): string {
  const plain = items.map((item) => item.charAt(0).toLowerCase() + item.slice(1));
  if (plain.length === 0) return 'just the essentials';
  if (plain.length === 1) return plain[0] ?? '';
  return `${plain.slice(0, -1).join(', ')} and ${plain.at(-1)}`;
}
