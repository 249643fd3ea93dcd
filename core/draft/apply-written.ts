import type { SourceFile } from '../wire/draft.ts';
import { compareUtf8 } from './byte-order.ts';
import { changesBetween } from './changes-between.ts';
import { findLines, linesOf } from './find-lines.ts';
import type { FileEdit, Written } from './written.ts';

/** A file that the answer did not give in a form that can be used, and why, in words for the model. */
export interface Miss {
  readonly path: string;
  readonly why: string;
}

/** A tree after an answer, in byte order of path; what an answer missed leaves its file as it was. */
export interface Applied {
  readonly files: readonly SourceFile[];
  readonly changedPaths: readonly string[];
  readonly misses: readonly Miss[];
}

/** Puts what an author wrote on its source: whole files, edits that fit exactly once, deletions. The source is the tree as it was shown. */
export function applyWritten(
  source: readonly SourceFile[],
  written: Pick<Written, 'files' | 'edits' | 'deletes'>,
): Applied {
  const before = new Map(source.map((file) => [file.path, file.content]));
  const after = new Map(before);
  const misses: Miss[] = [];
  for (const path of written.deletes) after.delete(path);
  const [shortened, complete] = splitShortened(written.files);
  for (const { path, content } of complete) after.set(path, content);
  misses.push(...shortened.map(({ path }) => ({ path, why: shortenedWords })));
  const whole = new Set(written.files.map(({ path }) => path));
  for (const edit of written.edits) {
    const edited = whole.has(edit.path) ? { why: bothWords } : editFile(before.get(edit.path), edit);
    if ('why' in edited) misses.push({ path: edit.path, why: edited.why });
    else after.set(edit.path, edited.content);
  }
  const files = [...after].map(([path, content]) => ({ path, content }));
  return {
    files: files.toSorted((left, right) => compareUtf8(left.path, right.path)),
    changedPaths: changesBetween(source, files).map(({ path }) => path),
    misses,
  };
}

const bothWords = 'it came whole and edited in one answer';
const shortenedWords = 'part of it is left out by a remark such as "rest unchanged"; a file comes whole';

/** A comment, or three dots, in place of what was to be written. */
const shortenedForm =
  /^[ \t]*(?:\/\/|\/\*|\{\/\*|#|<!--|--|\.{3}|…)[ \t]*(?:\.{3}|…)?[ \t]*(?:(?:the|all|and) ){0,2}(?:(?:rest|remainder)\b[^\n]{0,60}\b(?:unchanged|same|before|stays|remains|as is|omitted|here)\b|(?:existing|remaining|other|previous) (?:code|functions?|methods?|styles?|rules|content|tests?|markup)\b[^\n]{0,40}(?:\.{3}|…|unchanged|same|here|omitted)|unchanged\b[ \t]*(?:\.{3}|…|\*\/|-->|$))/im;

function splitShortened(
  files: readonly SourceFile[],
): readonly [readonly SourceFile[], readonly SourceFile[]] {
  const isShort = ({ path, content }: SourceFile): boolean => isShortened(path, content);
  return [files.filter(isShort), files.filter((file) => !isShort(file))];
}

function isShortened(path: string, content: string): boolean {
  return !/\.(?:md|markdown|txt|csv)$/i.test(path) && shortenedForm.test(content);
}

function editFile(
  content: string | undefined,
  { path, changes }: FileEdit,
): { readonly content: string } | { readonly why: string } {
  if (content === undefined) return { why: 'the app has no such file to edit' };
  const lines = linesOf(content);
  const places: { readonly start: number; readonly end: number; readonly put: string }[] = [];
  for (const [index, { find, put }] of changes.entries()) {
    const which = `change ${index + 1} of ${changes.length}`;
    const found = findLines(lines, find);
    if (found === 'nowhere') return { why: `${which}: its find does not stand in the file` };
    if (found === 'often') return { why: `${which}: its find stands in the file more than once` };
    const fitted = linesOf(put).map(found.fit);
    if (fitted.includes(undefined)) return { why: `${which}: its put is indented otherwise than its find` };
    if (isShortened(path, put)) return { why: shortenedWords };
    places.push({ start: found.start, end: found.end, put: fitted.join('') });
  }
  return replaceLines(lines, places);
}

function replaceLines(
  lines: readonly string[],
  places: readonly { readonly start: number; readonly end: number; readonly put: string }[],
): { readonly content: string } | { readonly why: string } {
  let content = '';
  let from = 0;
  for (const { start, end, put } of places.toSorted((left, right) => left.start - right.start)) {
    if (start < from) return { why: 'two of its changes overlap' };
    content += lines.slice(from, start).join('') + endedLike(lines[end - 1] as string, put);
    from = end;
  }
  return { content: content + lines.slice(from).join('') };
}

/** What takes the place of whole lines ends as they did; only a file's last line may have no end. */
function endedLike(last: string, put: string): string {
  return put !== '' && last.endsWith('\n') && !put.endsWith('\n') ? `${put}\n` : put;
}
