import type { Heal, SourceFile } from '../wire/draft.ts';
import { compareUtf8 } from './byte-order.ts';

/** What became of a heal; `problem` is written for the model that gave it. */
type AppliedHeal =
  | { readonly ok: true; readonly files: SourceFile[]; readonly changedPaths: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/**
 * The tree after a heal, in byte order of path. Nothing is ever passed over in silence: deleting an unknown file, naming a file twice,
 * changing nothing and leaving nothing are all rejected.
 */
export function applyHeal(files: readonly SourceFile[], heal: Pick<Heal, 'files'>): AppliedHeal {
  const before = new Map(files.map((file) => [file.path, file.content]));
  const problem = healProblem(before, heal.files);
  if (problem !== undefined) return { ok: false, problem };
  const after = new Map(before);
  for (const change of heal.files) {
    if (change.content === null) after.delete(change.path);
    else after.set(change.path, change.content);
  }
  if (after.size === 0)
    return rejected('The heal deletes every file. Keep the app and change only what is broken.');
  const changed = heal.files.filter((change) => before.get(change.path) !== (change.content ?? undefined));
  if (changed.length === 0) {
    return rejected('The heal leaves every file as it was. Change what makes the step fail.');
  }
  return {
    ok: true,
    files: [...after]
      .map(([path, content]) => ({ path, content }))
      .toSorted((left, right) => compareUtf8(left.path, right.path)),
    changedPaths: changed.map((change) => change.path).toSorted(compareUtf8),
  };
}

function rejected(problem: string): AppliedHeal {
  return { ok: false, problem };
}

function healProblem(before: ReadonlyMap<string, string>, changes: Heal['files']): string | undefined {
  const seen = new Set<string>();
  for (const change of changes) {
    const name = JSON.stringify(change.path);
    if (seen.has(change.path)) return `The heal names ${name} more than once. Give each file once, whole.`;
    seen.add(change.path);
    if (change.content === null && !before.has(change.path)) {
      return `The heal deletes ${name}, but the app has no such file. Use the paths of the files that were shown.`;
    }
  }
  return undefined;
}
