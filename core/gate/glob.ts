import { RE2JS } from 're2js';

/** Says whether a path is meant by a list of globs. */
export type PathTest = (path: string) => boolean;

/**
 * Reads globs: `*` and `?` stay inside a folder, a leading `**` + `/` is any folders or none, `{a,b}` either (not nested), case ignored; a leading `!` takes
 * paths out again. A list without a positive glob means every path but those.
 */
export function compileGlobs(globs: readonly string[]): PathTest {
  const positive = globs.filter((glob) => !glob.startsWith('!')).map(compileGlob);
  const negative = globs.filter((glob) => glob.startsWith('!')).map((glob) => compileGlob(glob.slice(1)));
  return (path) =>
    (positive.length === 0 || positive.some((isMeant) => isMeant(path))) &&
    !negative.some((isMeant) => isMeant(path));
}

function compileGlob(glob: string): PathTest {
  const pattern = RE2JS.compile(toPattern(glob), RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);
  return (path) => pattern.testExact(path);
}

const pieces = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|./gsu;
const meanings: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

function toPattern(glob: string): string {
  return [...glob.matchAll(pieces)].map(([piece]) => meanings[piece] ?? literalOrChoice(piece)).join('');
}

function literalOrChoice(piece: string): string {
  if (piece.length < 2 || !piece.startsWith('{')) return RE2JS.quote(piece);
  return `(?:${piece.slice(1, -1).split(',').map(toPattern).join('|')})`;
}
