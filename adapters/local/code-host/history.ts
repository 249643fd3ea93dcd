import * as git from 'isomorphic-git';
import { Conflict } from '../../../core/errors.ts';
import { atomicFs as fs } from './atomic-fs.ts';
import { type BareRepository, writeCommit } from './bare-repository.ts';
import { readFlatTree } from './git-tree.ts';
import { mergeTrees } from './three-way-merge.ts';

/** The last commit that both descend from. There is one at most: proposals are lines, and only the default branch has merges. */
export async function mergeBase({ gitdir }: BareRepository, one: string, other: string): Promise<string> {
  const [base] = (await git.findMergeBase({ fs, gitdir, oids: [one, other] })) as string[];
  if (base === undefined) throw new Conflict('unrelated_histories', 'The two branches share no commit.');
  return base;
}

/** Stores a merge commit of two heads on top of the first, not yet on any branch; Conflict when both changed a path. */
export async function mergeCommit(
  repository: BareRepository,
  ours: string,
  theirs: string,
  message: string,
): Promise<string> {
  const treeOf = (oid: string) => readFlatTree(repository.gitdir, oid);
  const base = await mergeBase(repository, ours, theirs);
  const merged = mergeTrees(await treeOf(base), await treeOf(ours), await treeOf(theirs));
  if (merged.kind === 'conflict') {
    throw new Conflict(
      'merge_conflict',
      'The default branch has changed the same files since. Ask for the change again on the version that is live, and merge that.',
      {
        details: { paths: merged.paths },
      },
    );
  }
  return writeCommit(repository, { message, tree: merged.tree, parents: [ours, theirs] });
}

/** The commit by which a branch's own line came to contain another commit; undefined when it does not. */
export async function broughtBy(
  { gitdir }: BareRepository,
  head: string,
  oid: string,
): Promise<string | undefined> {
  let brought: string | undefined;
  for (
    let current: string | undefined = head;
    current !== undefined;
    current = await parentOf(gitdir, current)
  ) {
    const contains: boolean =
      current === oid || (await git.isDescendent({ fs, gitdir, oid: current, ancestor: oid, depth: -1 }));
    if (!contains) break;
    brought = current;
  }
  return brought;
}

/** Where a branch stood before a merge; the commit itself where it is the first. */
export async function firstParent({ gitdir }: BareRepository, oid: string): Promise<string> {
  return (await parentOf(gitdir, oid)) ?? oid;
}

async function parentOf(gitdir: string, oid: string): Promise<string | undefined> {
  const { commit } = await git.readCommit({ fs, gitdir, oid });
  return commit.parent[0];
}
