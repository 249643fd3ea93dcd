import type { Octokit } from '@octokit/rest';
import PQueue from 'p-queue';
import { DependencyFailed, DependencyRefused, isGantryError, NotFound } from '../../core/errors.ts';
import type { ChangedFile } from '../../core/ports/code-host.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import { isRefusedFor } from './fault.ts';
import { splitName } from './repository.ts';
import { treeSha } from './tree-sha.ts';

const inByteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const parallelReads = 8;

/** Path to blob name, of every file below a tree. */
async function listBlobs(github: Octokit, repository: string, sha: string): Promise<Map<string, string>> {
  const { data } = await github.rest.git.getTree({
    ...splitName(repository),
    tree_sha: sha,
    recursive: 'true',
  });
  if (data.truncated)
    throw new DependencyRefused(
      'github-tree-too-large',
      `GitHub lists only a part of ${repository}'s files: there are too many.`,
    );
  return new Map(
    data.tree.flatMap(({ type, path, sha: blob }) =>
      type === 'blob' && path && blob ? [[path, blob] as const] : [],
    ),
  );
}

async function readBlobs(
  github: Octokit,
  repository: string,
  shas: Iterable<string>,
): Promise<Map<string, string>> {
  const queue = new PQueue({ concurrency: parallelReads });
  const read = async (sha: string): Promise<readonly [string, string]> => {
    const { data } = await github.rest.git.getBlob({ ...splitName(repository), file_sha: sha });
    return [sha, Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8').toString('utf8')];
  };
  return new Map(await queue.addAll([...new Set(shas)].map((sha) => () => read(sha))));
}

async function treeOf(github: Octokit, repository: string, ref: string): Promise<string> {
  try {
    const { data } = await github.rest.repos.getCommit({ ...splitName(repository), ref, per_page: 1 });
    return data.commit.tree.sha;
  } catch (error) {
    // For what looks like a commit's name but is none, GitHub answers 422.
    const isUnknown =
      isRefusedFor(error, /no commit found/i) || (isGantryError(error) && error.name === 'NotFound');
    if (!isUnknown) throw error;
    throw new NotFound('ref-not-found', `There is no branch or commit ${ref} in ${repository}.`, {
      cause: error,
    });
  }
}

/** All files at a branch or commit, by path in byte order. One request a distinct content. */
export async function readTree(github: Octokit, repository: string, ref: string): Promise<SourceFile[]> {
  const blobs = await listBlobs(github, repository, await treeOf(github, repository, ref));
  const contents = await readBlobs(github, repository, blobs.values());
  return [...blobs]
    .sort(([a], [b]) => inByteOrder(a, b))
    .map(([path, sha]) => ({ path, content: contents.get(sha) ?? '' }));
}

/** Files that differ between two commits since they parted: what `base...head` means. Reads only the contents that differ. */
export async function changedFiles(
  github: Octokit,
  repository: string,
  base: string,
  head: string,
): Promise<ChangedFile[]> {
  const { data } = await github.rest.repos.compareCommitsWithBasehead({
    ...splitName(repository),
    basehead: `${base}...${head}`,
    per_page: 1,
  });
  const before = await listBlobs(github, repository, data.merge_base_commit.commit.tree.sha);
  const after = await listBlobs(github, repository, await treeOf(github, repository, head));
  const paths = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort(inByteOrder);
  const shas = paths.flatMap((path) => [before.get(path) ?? [], after.get(path) ?? []].flat());
  const contents = await readBlobs(github, repository, shas);
  const contentAt = (blobs: Map<string, string>, path: string): string | null =>
    contents.get(blobs.get(path) ?? '') ?? null;
  return paths.map((path) => ({ path, before: contentAt(before, path), after: contentAt(after, path) }));
}

/** Makes a tree of exactly these files, with no base, and answers its name, which is checked against the one that these bytes must have. */
export async function writeTree(
  github: Octokit,
  repository: string,
  files: readonly SourceFile[],
): Promise<string> {
  const where = splitName(repository);
  const entry = { mode: '100644', type: 'blob' } as const;
  const tree: Parameters<typeof github.rest.git.createTree>[0] extends infer P
    ? P extends { tree: infer T }
      ? T
      : never
    : never = [];
  for (const { path, content } of files) {
    // An entry's empty content counts as none, so the empty blob is made by itself.
    if (content === '')
      tree.push({ ...entry, path, sha: (await github.rest.git.createBlob({ ...where, content })).data.sha });
    else tree.push({ ...entry, path, content });
  }
  const { data } = await github.rest.git.createTree({ ...where, tree });
  if (data.sha !== treeSha(files))
    throw new DependencyFailed(
      'github-tree-differs',
      'GitHub stored other bytes than it was given. Nothing was proposed.',
      { service: 'GitHub' },
    );
  return data.sha;
}
