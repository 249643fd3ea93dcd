import { listClashes } from '../../../core/draft/path-clash.ts';
import type { FlatTree } from './git-tree.ts';

/** What two sides made of one base: a tree, or the paths that they disagree on. */
export type MergedTree =
  | { readonly kind: 'merged'; readonly tree: FlatTree }
  | { readonly kind: 'conflict'; readonly paths: string[] };

/** Merges by whole files: a path that both sides changed, and not alike, is a conflict; nothing is lost silently. */
export function mergeTrees(base: FlatTree, ours: FlatTree, theirs: FlatTree): MergedTree {
  const tree = new Map<string, string>();
  const conflicts: string[] = [];
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [before, our, their] = [base.get(path), ours.get(path), theirs.get(path)];
    if (our !== their && our !== before && their !== before) conflicts.push(path);
    const merged = our === before ? their : our;
    if (merged !== undefined) tree.set(path, merged);
  }
  conflicts.push(...listClashes([...tree.keys()]).map((clash) => clash.path));
  return conflicts.length > 0 ? { kind: 'conflict', paths: conflicts.sort() } : { kind: 'merged', tree };
}
