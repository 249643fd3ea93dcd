import type { Policy } from '../wire/policy.ts';
import { compareUtf8 } from './byte-order.ts';
import { isHostFile, isToolName } from './obeyed-names.ts';
import { listClashes } from './path-clash.ts';
import type { PathFinding } from './path-finding.ts';

/** What the policy decides about paths; everything else is the same for everybody. */
interface PathLimits {
  readonly maxPathBytes: number;
  readonly allowedDotFolders: readonly string[];
  readonly allowedDotFiles: readonly string[];
}

type Judge = (path: string, limits: PathLimits) => boolean;
interface PathRule {
  readonly rule: string;
  readonly severity: 'deny' | 'fix';
  readonly why: string;
  readonly breaks: Judge;
}

const segmentsOf = (path: string): string[] => path.split('/');
const foldersOf = (path: string): string[] => segmentsOf(path).slice(0, -1);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const anySegment =
  (test: (segment: string) => boolean): Judge =>
  (path) =>
    segmentsOf(path).some(test);

/** File systems hold names of 255 bytes; pods leave room for a suffix. */
const maxNameBytes = 200;
/** Folders whose files something else runs or obeys: continuous integration, hooks, a host's project link. */
const obeyedFolders = new Set(['.circleci', '.forgejo', '.gitea', '.github', '.gitlab', '.husky', '.vercel']);
const reservedName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * What reaches out of the app's own tree, or into something that obeys it, is denied: no honest draft needs it. What would only break on
 * some machine is `fix`: the model renames the file.
 */
const rules: readonly PathRule[] = [
  {
    rule: 'path-control-character',
    severity: 'deny',
    why: 'A path holds a control character or half of a character pair.',
    breaks: (path) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(path) || !path.isWellFormed(),
  },
  {
    rule: 'path-backslash',
    severity: 'deny',
    why: 'A path holds a backslash, which is a folder separator on some machines. Use forward slashes.',
    breaks: (path) => path.includes('\\'),
  },
  {
    rule: 'path-absolute',
    severity: 'deny',
    why: "A path starts at a machine's root, home or drive. Paths are relative to the app.",
    breaks: (path) => path.startsWith('/') || path.startsWith('~') || /^[a-z]:/i.test(path),
  },
  {
    rule: 'path-parent',
    severity: 'deny',
    why: 'A path climbs out of the app with a `..` segment.',
    breaks: anySegment((segment) => /^\.{2,}[ .]*$/.test(segment)),
  },
  {
    rule: 'path-git',
    severity: 'deny',
    why: 'A path reaches into the folder in which git keeps itself.',
    breaks: anySegment((segment) => /^(?:\.git[ .]*|git~\d+)$/i.test(withoutInvisible(segment))),
  },
  {
    rule: 'path-obeyed-folder',
    severity: 'deny',
    why: "A file would be run or obeyed by the code host or the app host, outside the app's sandbox.",
    breaks: anySegment((segment) => obeyedFolders.has(withoutInvisible(segment).toLowerCase())),
  },
  {
    rule: 'path-tool-folder',
    severity: 'fix',
    why: 'A file lies where package managers and build tools keep their own. Packages come with the pod; leave this folder out.',
    breaks: anySegment(isToolName),
  },
  {
    rule: 'path-host-file',
    severity: 'fix',
    why: 'A file tells the app host what to build, run or route. What is live is exactly what was tested; leave it out.',
    breaks: isHostFile,
  },
  {
    rule: 'path-segment',
    severity: 'fix',
    why: 'A path has an empty or `.` segment. Write it plainly, such as `src/app.js`.',
    breaks: anySegment((segment) => segment === '' || segment === '.'),
  },
  {
    rule: 'path-dot-folder',
    severity: 'fix',
    why: 'A folder that starts with a dot is not on the list of allowed ones. Leave it out.',
    breaks: (path, limits) =>
      foldersOf(path).some((folder) => isDotted(folder) && !limits.allowedDotFolders.includes(folder)),
  },
  {
    rule: 'path-dot-file',
    severity: 'fix',
    why: 'A file that starts with a dot is not on the list of allowed ones. Leave it out.',
    breaks: (path, limits) => isDotted(nameOf(path)) && !limits.allowedDotFiles.includes(nameOf(path)),
  },
  {
    rule: 'path-normal-form',
    severity: 'fix',
    why: 'A path is not in Unicode normal form NFC, so machines disagree on its name. Use plain letters.',
    breaks: (path) => path !== path.normalize('NFC'),
  },
  {
    rule: 'path-invisible-character',
    severity: 'fix',
    why: 'A path holds an invisible character. Use plain letters.',
    breaks: (path) => /\p{Cf}/u.test(path),
  },
  {
    rule: 'path-portable',
    severity: 'fix',
    why: 'A path holds one of < > : " | ? * or a name that Windows keeps for itself, or ends a name in a space or dot.',
    breaks: anySegment(
      (segment) => /[<>:"|?*]/.test(segment) || /[^.][. ]*[ .]$/.test(segment) || reservedName.test(segment),
    ),
  },
  {
    rule: 'path-length',
    severity: 'fix',
    why: 'A path, or one name in it, is too long in UTF-8 bytes. Shorten it.',
    breaks: (path, limits) =>
      utf8Length(path) > limits.maxPathBytes ||
      segmentsOf(path).some((segment) => utf8Length(segment) > maxNameBytes),
  },
];

/** Reads the policy's word on paths. */
export function pathLimitsOf(policy: Pick<Policy, 'limits' | 'paths'>): PathLimits {
  return {
    maxPathBytes: policy.limits.path_bytes,
    allowedDotFolders: policy.paths.allowed_dot_folders,
    allowedDotFiles: policy.paths.allowed_dot_files,
  };
}

/** Every path rule that a list of paths breaks, in byte order of path; the paths are named as they are, so show them with care. */
export function judgePaths(paths: readonly string[], limits: PathLimits): PathFinding[] {
  const single = paths.flatMap((path) =>
    rules
      .filter((rule) => rule.breaks(path, limits))
      .map(({ rule, severity, why }) => ({ rule, severity, why, path })),
  );
  return [...single, ...listClashes(paths)].toSorted((left, right) => compareUtf8(left.path, right.path));
}

/** Some file systems ignore these characters, so `.g<invisible>it` is `.git` to them. */
function withoutInvisible(segment: string): string {
  return segment.replace(/\p{Cf}/gu, '');
}

function isDotted(segment: string): boolean {
  return /^\.[^.]/.test(segment);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
