import { applyPatch, structuredPatch } from 'diff';
import type { SourceFile } from '../core/wire/draft.ts';

/** What became of an app that both a person and an extension changed. */
export interface MergedEdits {
  readonly files: readonly SourceFile[];
  /** Files with changes by hand that stand in the result. */
  readonly kept: readonly string[];
  /** Files that both changed at the same place, or that one deleted and the other changed. */
  readonly conflicts: readonly string[];
}

type Content = string | undefined;

/**
 * Brings what a kit writes now together with what people made of what it wrote before: `base` is its output for the app as it was, `ours`
 * for the app as it is wanted, `theirs` the source as it stands.
 */
export function mergeEdits(sides: {
  readonly base: readonly SourceFile[];
  readonly ours: readonly SourceFile[];
  readonly theirs: readonly SourceFile[];
}): MergedEdits {
  const [base, ours, theirs] = [contents(sides.base), contents(sides.ours), contents(sides.theirs)];
  const paths = [...new Set([...theirs.keys(), ...base.keys(), ...ours.keys()])].toSorted();
  const merged = paths.map((path) => ({
    path,
    ...settle(path, mergeFile(base.get(path), ours.get(path), theirs.get(path))),
  }));
  return {
    files: merged.flatMap(({ path, content }) => (content === undefined ? [] : [{ path, content }])),
    kept: paths.filter((path) => base.has(path) && theirs.get(path) !== base.get(path)),
    conflicts: merged.filter(({ isConflict }) => isConflict).map(({ path }) => path),
  };

  /** Words about the app are its owner's wherever they were touched; the code does not hang on them. */
  function settle(path: string, content: Content | typeof conflict) {
    if (content !== conflict) return { content, isConflict: false };
    return path === 'README.md'
      ? { content: theirs.get(path), isConflict: false }
      : { content: undefined, isConflict: true };
  }
}

const conflict = Symbol('conflict');

const contents = (files: readonly SourceFile[]): ReadonlyMap<string, string> =>
  new Map(files.map((file) => [file.path, file.content]));

function mergeFile(before: Content, our: Content, their: Content): Content | typeof conflict {
  if (their === before || our === their) return our;
  if (our === before) return their;
  if (before === undefined || our === undefined || their === undefined) return conflict;
  const merged = applyPatch(their, structuredPatch('', '', before, our, '', '', { context: 2 }));
  return merged === false ? conflict : merged;
}
