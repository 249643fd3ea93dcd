/** Text from people, models or files inside a fence that it cannot close. */
export function quoted(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Text from people, models or files within a line, with everything that Markdown reads as markup taken as it is. */
export function inline(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>|#&@!]/g, String.raw`\$&`);
}
