const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it takes out
  /\x1b(?:\[[0-9;:<=>?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])/g;

/** Characters that a screen does not show, or that turn the order of others round; tabs and line ends stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it names
const hidden = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text from a model, a log or a file name as it can be shown without deceiving: terminal colours go, and what would be invisible or reorder the
 * text (U+202E and its like) is named.
 */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(escapeSequences, '').replaceAll(hidden, nameOf);
}

function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}

const maxShown = 4_000;

/** One line of visible text; of one that is too long to be read, the beginning and how much is left out. */
export function visibleLine(text: string): string {
  const line = visibleText(text);
  if (line.length <= maxShown) return line;
  return `${line.slice(0, maxShown)}… ${(line.length - maxShown).toLocaleString('en')} more characters`;
}
