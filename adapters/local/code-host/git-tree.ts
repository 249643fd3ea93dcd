import * as git from 'isomorphic-git';
import { compareUtf8 } from '../../../core/draft/byte-order.ts';
import { judgePaths } from '../../../core/draft/path-rules.ts';
import { InputRejected } from '../../../core/errors.ts';
import type { SourceFile } from '../../../core/wire/draft.ts';
import { atomicFs as fs } from './atomic-fs.ts';

/** The blobs of a tree by path from its root. */
export type FlatTree = ReadonlyMap<string, string>;

/** Stores files as blobs and answers the tree that they make; nothing is checked out. */
export async function writeFiles(gitdir: string, files: readonly SourceFile[]): Promise<FlatTree> {
  const bad = findUnstorable(files.map((file) => file.path));
  if (bad !== undefined) {
    throw new InputRejected('bad_path', `A file cannot stand in the repository under its path. ${bad.why}`, {
      details: { path: bad.path, rule: bad.rule },
    });
  }
  const entries = await Promise.all(
    files.map(
      async ({ path, content }) =>
        [path, await git.writeBlob({ fs, gitdir, blob: Buffer.from(content) })] as const,
    ),
  );
  return new Map(entries);
}

/** The gate has judged these paths before. What would harm a clone is refused here again; what is only a matter of policy is not. */
function findUnstorable(paths: readonly string[]) {
  const limits = { maxPathBytes: Number.POSITIVE_INFINITY, allowedDotFolders: [], allowedDotFiles: [] };
  const broken = ['path-segment', 'path-clash', 'path-file-is-folder'];
  return judgePaths(paths, limits).find(({ severity, rule }) => severity === 'deny' || broken.includes(rule));
}

/** Stores a tree with its subtrees and answers its id. */
export async function writeTree(gitdir: string, tree: FlatTree): Promise<string> {
  const names = Map.groupBy(tree, ([path]) => path.split('/', 1)[0] ?? path);
  const entries = [...names].map(async ([name, below]): Promise<git.TreeEntry> => {
    const own = tree.get(name);
    if (own !== undefined) return { mode: '100644', type: 'blob', path: name, oid: own };
    const subtree = new Map(below.map(([path, oid]) => [path.slice(name.length + 1), oid]));
    return { mode: '040000', type: 'tree', path: name, oid: await writeTree(gitdir, subtree) };
  });
  return git.writeTree({ fs, gitdir, tree: await Promise.all(entries) });
}

/** Every blob of a commit's or tree's whole tree. */
export async function readFlatTree(gitdir: string, oid: string): Promise<FlatTree> {
  const { tree } = await git.readTree({ fs, gitdir, oid });
  const parts = await Promise.all(
    tree.map(async (entry) => {
      if (entry.type !== 'tree') return [[entry.path, entry.oid] as const];
      const below = await readFlatTree(gitdir, entry.oid);
      return [...below].map(([path, blob]) => [`${entry.path}/${path}`, blob] as const);
    }),
  );
  return new Map(parts.flat());
}

/** A blob as text, every byte kept: a byte order mark too. */
export async function readText(gitdir: string, oid: string): Promise<string> {
  const { blob } = await git.readBlob({ fs, gitdir, oid });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(blob);
}

/** The tree as source files, by path in byte order. */
export async function readFiles(gitdir: string, tree: FlatTree): Promise<SourceFile[]> {
  const paths = [...tree.keys()].sort(compareUtf8);
  return Promise.all(
    paths.map(async (path) => ({ path, content: await readText(gitdir, tree.get(path) ?? '') })),
  );
}
