/** Where lines stand in a file: [start, end) of its lines, and how what takes their place must be written to fit. */
export interface FoundLines {
  readonly start: number;
  readonly end: number;
  readonly fit: (line: string) => string | undefined;
}

/** A text's lines with their ends. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

const bare = (line: string): string => (line.endsWith('\n') ? line.slice(0, -1) : line);
const trimmed = (line: string): string => bare(line).replace(/[ \t\r]+$/, '');
const indentOf = (line: string): string => line.slice(0, line.length - line.trimStart().length);

/**
 * Finds whole lines that stand exactly once, on the first rung that has a hit: as they are; with line ends and trailing blanks ignored; with all
 * of them indented by the same more or less. Similar lines are never taken. Otherwise it says why not.
 */
export function findLines(file: readonly string[], wanted: string): FoundLines | 'nowhere' | 'often' {
  const lines = linesOf(wanted);
  if (lines.every((line) => line.trim() === '')) return 'nowhere';
  const rungs: readonly (() => readonly FoundLines[])[] = [
    () => hits(file, lines, bare).map((start) => asIs(start, lines.length)),
    () => hits(file, lines, trimmed).map((start) => withEndsOf(file, start, lines.length)),
    () => shifted(file, lines),
  ];
  for (const rung of rungs) {
    const found = rung();
    if (found.length > 1) return 'often';
    if (found[0] !== undefined) return found[0];
  }
  return 'nowhere';
}

function hits(
  file: readonly string[],
  lines: readonly string[],
  read: (line: string) => string,
): readonly number[] {
  const inFile = file.map(read);
  const wanted = lines.map(read);
  return inFile.flatMap((line, start) =>
    line === wanted[0] && wanted.every((other, offset) => inFile[start + offset] === other) ? [start] : [],
  );
}

const asIs = (start: number, length: number): FoundLines => ({
  start,
  end: start + length,
  fit: (line) => line,
});

/** Lines of a file that ends them as on Windows are replaced by such. */
function withEndsOf(file: readonly string[], start: number, length: number): FoundLines {
  const isWindows = file.slice(start, start + length).every((line) => line.endsWith('\r\n'));
  const fit = (line: string): string =>
    isWindows && line.endsWith('\n') && !line.endsWith('\r\n') ? `${bare(line)}\r\n` : line;
  return { start, end: start + length, fit };
}

function shifted(file: readonly string[], lines: readonly string[]): readonly FoundLines[] {
  const wanted = lines.map(trimmed);
  const first = wanted.findIndex((line) => line !== '');
  return hits(file, lines, (line) => trimmed(line).trimStart()).flatMap((start) => {
    // A hit has all of the lines, and one of them is not blank.
    const there = file[start + first] as string;
    const shift = shiftBetween(indentOf(wanted[first] as string), indentOf(there));
    if (shift === undefined) return [];
    const isSame = wanted.every((line, offset) => shift(line) === trimmed(file[start + offset] as string));
    const { fit: fitEnds, ...place } = withEndsOf(file, start, lines.length);
    const fit = (line: string): string | undefined => {
      const moved = shift(line);
      return moved === undefined ? undefined : fitEnds(moved);
    };
    return isSame ? [{ ...place, fit }] : [];
  });
}

/** Adds or takes away the same blanks before every line that is not empty; undefined where a line has not got them. */
function shiftBetween(from: string, to: string): ((line: string) => string | undefined) | undefined {
  if (to.endsWith(from)) {
    const more = to.slice(0, to.length - from.length);
    return (line) => (line.trim() === '' ? line : `${more}${line}`);
  }
  if (!from.endsWith(to)) return undefined;
  const less = from.slice(0, from.length - to.length);
  return (line) => {
    if (line.trim() === '') return line;
    return line.startsWith(less) ? line.slice(less.length) : undefined;
  };
}
