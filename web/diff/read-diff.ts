import { parsePatch, structuredPatch } from 'diff';

export type DiffLineKind = 'added' | 'removed' | 'same' | 'note';

/** A line of a diff with its number on either side, where it stands there. */
export interface DiffLine {
  readonly kind: DiffLineKind;
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

/** One file of a diff. */
export interface DiffFile {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly (readonly DiffLine[])[];
}

/** The files of a unified diff, or undefined for what is none: that is then shown as it came. */
export function readDiff(diff: string): readonly DiffFile[] | undefined {
  try {
    return parsePatch(diff).map(readFile);
  } catch {
    return undefined;
  }
}

/** How one file became another, with three lines around each change; undefined on a side where it was not. */
export function diffFile(path: string, before: string | undefined, after: string | undefined): DiffFile {
  const patch = structuredPatch(
    before === undefined ? '/dev/null' : path,
    after === undefined ? '/dev/null' : path,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  return { ...readFile(patch), path };
}

type Patch = Pick<ReturnType<typeof parsePatch>[number], 'oldFileName' | 'newFileName' | 'hunks'>;

function readFile(patch: Patch): DiffFile {
  const hunks = patch.hunks.map(readHunk);
  const lines = hunks.flat();
  const isNew = patch.oldFileName === '/dev/null';
  const isGone = patch.newFileName === '/dev/null';
  return {
    path: (isGone ? patch.oldFileName : patch.newFileName)?.replace(/^[ab]\//, '') ?? '',
    change: isNew ? 'added' : isGone ? 'removed' : 'changed',
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
    hunks,
  };
}

const kinds: Readonly<Record<string, DiffLineKind>> = { '+': 'added', '-': 'removed', ' ': 'same' };

function readHunk(hunk: Patch['hunks'][number]): readonly DiffLine[] {
  let before = hunk.oldStart;
  let after = hunk.newStart;
  return hunk.lines.map((line) => {
    const kind = kinds[line[0] ?? ''] ?? 'note';
    const isBefore = kind === 'removed' || kind === 'same';
    const isAfter = kind === 'added' || kind === 'same';
    return {
      kind,
      before: isBefore ? before++ : undefined,
      after: isAfter ? after++ : undefined,
      text: kind === 'note' ? line : line.slice(1),
    };
  });
}
