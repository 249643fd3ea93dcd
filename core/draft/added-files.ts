import type { Digest } from '../ports/digest.ts';
import type { AddedFile, SourceFile, Stack } from '../wire/draft.ts';
import type { Needs } from '../wire/spec.ts';
import { databaseClientJs, databaseClientJsPath } from './added-files/database-client-js.ts';
import { databaseClientPy, databaseClientPyPath } from './added-files/database-client-py.ts';
import { hostConfiguration, hostConfigurationPath } from './added-files/host-configuration.ts';
import { compareUtf8 } from './byte-order.ts';

/** An app as far as its author wrote it, and what was agreed that it needs. */
export interface WrittenApp {
  readonly needs: Needs;
  readonly stack: Stack;
  readonly files: readonly SourceFile[];
}

/**
 * A file that Gantry puts into apps. What it wholly writes is `gantry`'s: exempt from the gate by its hash, not shown to authors, outside coverage.
 * What it only sets right stays the `author`'s, and is judged like everything that they write.
 */
export interface AddedSource {
  readonly path: string;
  readonly owner: 'gantry' | 'author';
  /** The whole file as it is to be; undefined where this app has none of it. The same app always gets the same file. */
  readonly content: (app: WrittenApp) => string | undefined;
  /** What is said where an author's file was another: plain words that name the path. */
  readonly said: string;
}

/** Everything that Gantry puts into apps, in order; each sees what those before it made. */
export const addedSources: readonly AddedSource[] = [
  {
    path: databaseClientJsPath,
    owner: 'gantry',
    content: ({ needs, stack }) => (needs.data && stack === 'node' ? databaseClientJs : undefined),
    said: 'Gantry writes api/_db.js itself, so what the author wrote there was replaced.',
  },
  {
    path: databaseClientPyPath,
    owner: 'gantry',
    content: ({ needs, stack }) => (needs.data && stack === 'python' ? databaseClientPy : undefined),
    said: 'Gantry writes api/_db.py itself, so what the author wrote there was replaced.',
  },
  {
    path: hostConfigurationPath,
    owner: 'gantry',
    content: ({ needs, stack, files }) =>
      hostConfiguration(needs, stack === 'static' ? [] : files.map(({ path }) => path)),
    said: 'Gantry writes vercel.json itself, so what the author wrote there was replaced.',
  },
];

/** A tree with everything in it that ships. */
export interface CompletedTree {
  /** In byte order of path. */
  readonly files: readonly SourceFile[];
  /** The files that are Gantry's. */
  readonly added: readonly AddedFile[];
  readonly remarks: readonly string[];
}

/** Puts Gantry's files into an author's tree, before the gate sees it and its digest is taken; an author's file in their place is replaced. */
export const addFiles =
  (digest: Digest, sources: readonly AddedSource[] = addedSources) =>
  (app: WrittenApp): CompletedTree => {
    const tree = new Map(app.files.map(({ path, content }) => [path, content]));
    const made = sources.flatMap((source) => {
      const content = source.content({ ...app, files: filesOf(tree) });
      if (content === undefined) return [];
      const before = tree.get(source.path);
      tree.set(source.path, content);
      return [
        { ...source, sha256: digest.sha256(content), isReplaced: ![undefined, content].includes(before) },
      ];
    });
    return {
      files: filesOf(tree),
      added: made.filter(({ owner }) => owner === 'gantry').map(({ path, sha256 }) => ({ path, sha256 })),
      remarks: made.filter(({ isReplaced }) => isReplaced).map(({ said }) => said),
    };
  };

function filesOf(files: ReadonlyMap<string, string>): readonly SourceFile[] {
  return [...files]
    .map(([path, content]) => ({ path, content }))
    .toSorted((left, right) => compareUtf8(left.path, right.path));
}

/** The paths at which a tree holds what Gantry added: by path and hash, so that nobody's other words pass for it. */
export function addedPaths(
  digest: Digest,
  files: readonly SourceFile[],
  added: readonly AddedFile[] = [],
): ReadonlySet<string> {
  const hashes = new Map(added.map(({ path, sha256 }) => [path, sha256]));
  return new Set(
    files.filter(({ path, content }) => hashes.get(path) === digest.sha256(content)).map(({ path }) => path),
  );
}

/** The part of a stored tree that authors work on. */
export function authoredFiles(
  digest: Digest,
  files: readonly SourceFile[],
  added: readonly AddedFile[] | undefined,
): readonly SourceFile[] {
  const own = addedPaths(digest, files, added);
  return files.filter(({ path }) => !own.has(path));
}
