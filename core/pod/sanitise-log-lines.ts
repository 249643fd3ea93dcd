const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);
const csi = String.fromCharCode(0x9b);
/** Colours and cursor moves, titles and links, and the two-character rest; none of them looks beyond the next escape. */
const terminalCodes = new RegExp(
  [
    `(?:${esc}\\[|${csi})[0-?]*[ -/]*[@-~]?`,
    `${esc}[\\]PX^_][^${esc}${bell}]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);
/** Controls but the tab, and the marks that reorder text on screen. */
const unshown = /[^\P{Cc}\t]|[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu;

/** How much of a log one call may give: `maxLines` from the end, and so many characters of a line. */
interface LogBounds {
  readonly maxLines: number;
  readonly maxLineChars: number;
}

/**
 * One line as it may be shown anywhere: no terminal codes, no control characters, well-formed, and of what a progress bar redraws only the
 * last state. A line that is too long loses its middle and says how much.
 */
export function sanitiseLogLine(line: string, maxLineChars: number): string {
  const plain = line.toWellFormed().replace(terminalCodes, '');
  const drawn = plain.replace(/\r+$/, '');
  return bounded(drawn.slice(drawn.lastIndexOf('\r') + 1).replace(unshown, ''), maxLineChars);
}

/** A log's text as bounded lines; of too many the first ones go, since errors stand at the end, and a line says so. */
export function sanitiseLogLines(text: string, bounds: LogBounds): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const kept = lines.length <= bounds.maxLines ? lines : lines.slice(lines.length - bounds.maxLines + 1);
  const shown = kept.map((line) => sanitiseLogLine(line, bounds.maxLineChars));
  const lost = lines.length - kept.length;
  return lost === 0 ? shown : [`[${lost} earlier lines left out]`, ...shown];
}

function bounded(line: string, maxChars: number): string {
  if (line.length <= maxChars) return line;
  const half = Math.floor(maxChars / 2);
  const middle = `[${line.length - 2 * half} characters left out]`;
  return `${line.slice(0, half)}${middle}${line.slice(line.length - half)}`.toWellFormed();
}
