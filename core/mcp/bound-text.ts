/** What a tool answers at most, in UTF-16 units: about a fifth of what a model keeps in mind. */
const maxToolText = 60_000;
/** What a resource answers at most, in UTF-16 units. */
export const maxResourceText = 1_000_000;

/** A tool's text from `offset` on, cut with a word on how much is left and how to get at it. */
export function boundText(text: string, howToGoOn: (next: number) => string, offset = 0): string {
  const end = offset + maxToolText;
  const part = text.slice(offset, end).toWellFormed();
  if (end >= text.length) return part;
  return `${part}\n\n[${text.length - end} more characters are left out. ${howToGoOn(end)}]`;
}

/** The end of a text, where what went wrong stands, with a word on what is left out before it. */
export function keepEnd(text: string, max: number = maxResourceText): string {
  if (text.length <= max) return text;
  return `[${text.length - max} characters are left out before this.]\n${text.slice(-max).toWellFormed()}`;
}
