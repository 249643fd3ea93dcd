import type { DiffFile } from '../diff/read-diff.ts';
import { diffFile } from '../diff/read-diff.ts';
import type { FilesOf } from './mission-files.ts';
import { listFiles, readFile } from './mission-files.ts';

/** The files that differ between two attempts, by path; no `before` is an empty beginning. Asks only for the files whose digests differ. */
export async function compareFiles(
  before: FilesOf | undefined,
  after: FilesOf,
  signal: AbortSignal,
): Promise<readonly DiffFile[]> {
  const [was, is] = await Promise.all([digestsOf(before, signal), digestsOf(after, signal)]);
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path));
  return Promise.all(
    paths.sort().map(async (path) => {
      const [left, right] = await Promise.all([
        before && was.has(path) ? readFile(before, path, signal) : undefined,
        is.has(path) ? readFile(after, path, signal) : undefined,
      ]);
      return diffFile(path, left, right);
    }),
  );
}

async function digestsOf(of: FilesOf | undefined, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  if (of === undefined) return new Map();
  const { files } = await listFiles(of, signal);
  return new Map(files.map(({ path, sha256 }) => [path, sha256]));
}
