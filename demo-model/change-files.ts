import { structuredPatch } from 'diff';
import type { AnswerPart, Change } from '../core/draft/answer-parts.ts';
import { changesBetween } from '../core/draft/changes-between.ts';
import type { SourceFile } from '../core/wire/draft.ts';

/** What an author writes of one file: all of it, exact changes, or that it goes. */
export type FileChange = Exclude<AnswerPart, { kind: 'block' }>;

/** What makes `after` of `before`, in the order that an author writes it in: modules, page and style, then tests and README. A file of fewer lines than `leastLines` comes whole. */
export function changeFiles(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  leastLines = 0,
): readonly FileChange[] {
  const old = new Map(before.map((file) => [file.path, file.content]));
  return changesBetween(before, after)
    .map(({ path, content }): FileChange => {
      if (content === null) return { kind: 'delete', path };
      const changes = editsOf(old.get(path) ?? '', content, leastLines);
      return changes === undefined ? { kind: 'file', path, content } : { kind: 'edit', path, changes };
    })
    .toSorted((left, right) => rank(left.path) - rank(right.path));
}

/** Whether a file is part of what people get to see; tests and README come after it. */
export function isShipped(path: string): boolean {
  return !path.startsWith('test/') && path !== 'README.md';
}

function rank(path: string): number {
  if (!isShipped(path)) return 2;
  return path.startsWith('src/') ? 0 : 1;
}

/** How many lines around a change tell it apart; the first number that does is taken. */
const contexts = [3, 4, 5, 6, 7, 8];

/** Changes whose `find` stands once in the old text each; undefined for a file that comes whole, since too much of it changed or looks alike. */
function editsOf(old: string, now: string, leastLines: number): Change[] | undefined {
  if (old.split('\n').length <= leastLines || !old.endsWith('\n') || !now.endsWith('\n')) return undefined;
  for (const context of contexts) {
    const { hunks } = structuredPatch('', '', old, now, '', '', { context });
    const lines = hunks.flatMap((hunk) => hunk.lines);
    if (3 * Math.max(count(lines, '+'), count(lines, '-')) > old.split('\n').length - 1) return undefined;
    const changes = hunks.map((hunk) => ({ find: side(hunk.lines, '-'), put: side(hunk.lines, '+') }));
    if (changes.every(({ find }) => standsOnce(old, find))) return changes;
  }
  return undefined;
}

function standsOnce(text: string, find: string): boolean {
  return find.trim() !== '' && text.indexOf(find) === text.lastIndexOf(find);
}

function count(lines: readonly string[], sign: string): number {
  return lines.filter((line) => line.startsWith(sign)).length;
}

function side(lines: readonly string[], sign: string): string {
  return lines
    .filter((line) => line.startsWith(' ') || line.startsWith(sign))
    .map((line) => `${line.slice(1)}\n`)
    .join('');
}
