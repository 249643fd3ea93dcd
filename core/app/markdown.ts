/** Control characters, and those that turn the direction of what follows: they make a reader see what is not there. */
const misleading = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;
const shown = (text: string): string => text.toWellFormed().replaceAll(misleading, '');

/** Text from people, models or files as a title or a paragraph of a commit message: one line, so that it can be no trailer. */
export function oneLine(text: string, maxLength: number = Number.POSITIVE_INFINITY): string {
  const line = shown(text.replaceAll(/[\r\n]+/g, ' ')).trim();
  // Cut between characters: half of one is no text to a code host.
  return line.length <= maxLength ? line : line.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}

/** Text from people, models or files inside a fence that it cannot close; `language` is ours. */
export function quoted(text: string, language: 'text' | 'diff' = 'text'): string {
  const body = shown(text);
  const longest = Math.max(2, ...(body.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${body}\n${fence}`;
}

/** GitHub links a name or a number behind these, also where a backslash is before them, and tells whoever is named. */
const linking = /(?<=[@#]|\bGH-)(?=[a-z\d])/gi;
const noWidth = '\u200b';

/** Text from people, models or files within a line, with everything that Markdown reads as markup taken as it is; it names nobody. */
export function inline(text: string): string {
  return oneLine(text)
    .replaceAll(linking, noWidth)
    .replaceAll(/[\\`*_[\]<>|#&@!]/g, String.raw`\$&`);
}
