import { hostConfigurationPath } from '../draft/added-files/host-configuration.ts';
import { judgePaths } from '../draft/path-rules.ts';
import type { SourceFile, Stack } from '../wire/draft.ts';
import type { Finding } from '../wire/policy.ts';
import { copiedFiles } from './assemble.ts';
import { isMadeIcon } from './made-icons.ts';

/** A file of an artifact. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

interface Made {
  readonly stack: Stack;
  /** The tree that the gate passed. */
  readonly tree: readonly SourceFile[];
  readonly artifact: readonly MadeFile[];
}

/** Files in an artifact; a tree has at most 200. */
const maxFiles = 2_000;
const maxPathBytes = 512;
const asset = /^assets\/[^/]{1,100}-[\w-]{8}\.(?:js|css|svg|json|txt|xml|md|webmanifest|html)$/;

/** What the build of a node app may add: its pages, assets under a name with a hash, and pictures of its icon. */
const mayBeAdded = ({ stack, tree }: Pick<Made, 'stack' | 'tree'>, file: MadeFile): boolean =>
  stack === 'node' && (isPage(tree, file.path) || asset.test(file.path) || isMadeIcon(tree, file));

const isPage = (tree: readonly SourceFile[], path: string): boolean =>
  path.endsWith('.html') && tree.some((file) => file.path === path);

/**
 * Judges what a recipe made against the tree that it was made of: files of the tree are byte for byte the tree's, what a build may add is
 * listed for each stack, and nothing is missing. The pod asks before it reports, and whoever takes the report asks again.
 */
export function judgeArtifact({ stack, tree, artifact }: Made): Finding[] {
  const copies = new Map(copiedFiles(stack, tree).map(({ path, content }) => [path, content]));
  const paths = artifact.map(({ path }) => path);
  const present = new Set(paths);
  return [
    ...(paths.length > maxFiles ? [finding('artifact-size', `It has more than ${maxFiles} files.`)] : []),
    ...judgePaths(
      paths.filter((path) => !isOwnConfiguration(path, copies)),
      limitsOf(tree),
    ),
    ...artifact.flatMap((file) => judgeFile(file, copies.get(file.path), mayBeAdded({ stack, tree }, file))),
    ...[...copies.keys()]
      .filter((path) => !present.has(path))
      .map((path) =>
        finding('artifact-missing', 'A file of the tree is missing in what the build made.', path),
      ),
  ];
}

/** The files whose text nobody has judged: those of no tree, but for the pictures of its icon, which are no text. */
export function addedFiles({ stack, tree, artifact }: Made): readonly MadeFile[] {
  const copies = new Set(copiedFiles(stack, tree).map(({ path }) => path));
  return artifact.filter((file) => !copies.has(file.path) && !isMadeIcon(tree, file));
}

/** A host obeys this file, and the gate has let it into the tree only as Gantry wrote it; here it is compared with the tree's like any other. */
const isOwnConfiguration = (path: string, copies: ReadonlyMap<string, string>): boolean =>
  path === hostConfigurationPath && copies.has(path);

/** Names with a dot are judged in the tree, by the policy; a build may add none. */
function limitsOf(tree: readonly SourceFile[]) {
  const dotted = tree.flatMap(({ path }) => path.split('/').filter((segment) => segment.startsWith('.')));
  return { maxPathBytes, allowedDotFolders: dotted, allowedDotFiles: dotted };
}

function judgeFile({ path, bytes }: MadeFile, copy: string | undefined, isAdded: boolean): Finding[] {
  if (copy !== undefined) {
    if (isSame(new TextEncoder().encode(copy), bytes)) return [];
    return [finding('artifact-changed', 'A file is not as it stands in the tree that was judged.', path)];
  }
  if (isAdded) return [];
  return [
    finding('artifact-added', 'A file is neither in the tree nor something that a build may add.', path),
  ];
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function finding(rule: string, why: string, path?: string): Finding {
  return { rule, severity: 'fix', why, ...(path === undefined ? {} : { path }) };
}
