const mostAlike = 10;
const firstShown = 6;
const lastShown = 2;
/** What a page says beyond these is its own fault, and costs nobody's time. */
const mostLines = 5_000;
const deepest = 40;

/** A line of a snapshot with what stands deeper below it. */
interface Branch {
  readonly line: string;
  readonly below: readonly string[];
}

/**
 * A snapshot of a page as long as it may be: where it is longer, long runs of things of one kind are folded, what is still too long is cut at a line,
 * and each place says what is left out. Never longer than `maxBytes`.
 */
export function foldSnapshot(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  return cutAtLine(foldRuns(text.split('\n', mostLines), 0), maxBytes);
}

function foldRuns(lines: readonly string[], depth: number): readonly string[] {
  if (depth > deepest) return lines;
  const linesOf = ({ line, below }: Branch): readonly string[] => [line, ...foldRuns(below, depth + 1)];
  return runsOf(branchesOf(lines)).flatMap((run) => {
    if (run.length <= mostAlike) return run.flatMap(linesOf);
    const left = run.length - firstShown - lastShown;
    const mark = `${' '.repeat(indentOf(run[0]?.line ?? ''))}- … ${left} more of these`;
    return [...run.slice(0, firstShown).flatMap(linesOf), mark, ...run.slice(-lastShown).flatMap(linesOf)];
  });
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function branchesOf(lines: readonly string[]): readonly Branch[] {
  const branches: { readonly line: string; readonly below: string[] }[] = [];
  for (const line of lines) {
    const last = branches.at(-1);
    if (last !== undefined && indentOf(line) > indentOf(last.line)) last.below.push(line);
    else branches.push({ line, below: [] });
  }
  return branches;
}

/** Branches of one role that follow each other. */
function runsOf(branches: readonly Branch[]): readonly (readonly Branch[])[] {
  const runs: Branch[][] = [];
  for (const branch of branches) {
    const run = runs.at(-1);
    if (run !== undefined && roleOf(run[0]?.line) === roleOf(branch.line)) run.push(branch);
    else runs.push([branch]);
  }
  return runs;
}

const roleOf = (line: string | undefined): string => /^\s*- '?([^\s:"]+)/.exec(line ?? '')?.[1] ?? '';

const cutMark = '- … the rest of the page is cut';

function cutAtLine(lines: readonly string[], maxBytes: number): string {
  const whole = lines.join('\n');
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const kept: string[] = [];
  let room = maxBytes - Buffer.byteLength(cutMark);
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return [...kept, cutMark].join('\n');
}
