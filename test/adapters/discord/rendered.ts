/** Where Discord's clients see markup at the start of what is left; most are documented under "Message Formatting" and "Markdown Text 101". */
const inline: readonly RegExp[] = [
  /^\*\*[\s\S]+?\*\*/,
  /^\*[\s\S]+?\*/,
  /^_[\s\S]+?_/,
  /^~~[\s\S]+?~~/,
  /^\|\|[\s\S]+?\|\|/,
  /^`[\s\S]+?`/,
  /^\[[\s\S]+?\]\([\s\S]+?\)/,
  /^<(?:@[!&]?\d+|#\d+|\/[^>]+:\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|id:\w+|https?:[^>]+|[^\s>]+@[^\s>]+)>/,
  /^@(?:everyone|here)/,
  /^:[\w+-]+:/,
];
const atLineStart = /^[ \t]*(?:#{1,3} |-# |[-*+] |\d+[.)] |>>> |> )/;
const address = /^https?:\/\/[^\s<]+[^<.,:;"')\]\s]/;
const escaped = /^\\([^0-9A-Za-z\s])/;

const markupAt = (left: string, isLineStart: boolean): readonly string[] => {
  const rules = isLineStart ? [atLineStart, ...inline] : inline;
  return rules.flatMap((rule) => rule.exec(left)?.[0] ?? []).slice(0, 1);
};

/** What a client of Discord's shows of a message, and the markup that it finds in it. */
export function rendered(content: string): { readonly text: string; readonly markup: readonly string[] } {
  const markup: string[] = [];
  let text = '';
  let left = content;
  while (left !== '') {
    markup.push(...markupAt(left, text === '' || text.endsWith('\n')));
    const [source, character] = escaped.exec(left) ?? [];
    const shown = character ?? address.exec(left)?.[0] ?? String.fromCodePoint(left.codePointAt(0) ?? 0);
    text += shown;
    left = left.slice((source ?? shown).length);
  }
  return { text, markup };
}
