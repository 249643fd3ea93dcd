import type { SourceFile } from '../wire/draft.ts';
import { compareUtf8 } from './byte-order.ts';

/** What became of a tree's files: the new content of each that differs, null where it is gone, in byte order of path. */
export function changesBetween(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
): { readonly path: string; readonly content: string | null }[] {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  const now = new Map(after.map(({ path, content }) => [path, content]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .toSorted(compareUtf8)
    .map((path) => ({ path, content: now.get(path) ?? null }));
}
