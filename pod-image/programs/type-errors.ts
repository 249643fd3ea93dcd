import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that the compiler says; a path is relative to the app, and empty where no place is named. */
export interface TypeError {
  readonly path: string;
  readonly line: number;
  readonly said: string;
}

const place = /^(?<path>.{1,500}?)\((?<line>\d{1,7}),\d{1,7}\): error (?<said>.*)$/;
const bare = /^error (?<said>TS\d.*)$/;
/** Beyond these an author mends what it sees and asks again. */
const maximumErrors = 40;
const maximumLineChars = 160;

/** Reads what the compiler printed without `--pretty`: a line for each error, and indented ones that go on with it. */
export function readTypeErrors(output: string): readonly TypeError[] {
  const found: TypeError[] = [];
  for (const line of output.split('\n')) {
    const at = place.exec(line)?.groups ?? bare.exec(line)?.groups;
    const last = found.at(-1);
    if (at !== undefined) {
      found.push({ path: at.path ?? '', line: Number(at.line ?? 0), said: at.said ?? '' });
    } else if (last !== undefined && line.startsWith(' ')) {
      found.splice(-1, 1, { ...last, said: `${last.said}\n  ${line}` });
    }
  }
  return found;
}

/** The errors as an author reads them: where, what, and the line itself; the number of all comes last, where an end of a log still has it. */
export function sayTypeErrors(root: string, found: readonly TypeError[]): string {
  const shown = found.slice(0, maximumErrors).map((error) => sayOne(root, error));
  const files = new Set(found.map(({ path }) => path)).size;
  const rest = found.length > maximumErrors ? `The first ${maximumErrors} of ` : '';
  return [...shown, `${rest}${count(found.length, 'type error')} in ${count(files, 'file')}.`].join('\n');
}

function sayOne(root: string, { path, line, said }: TypeError): string {
  if (path === '') return said;
  const source = lineOf(join(root, path), line).trim().slice(0, maximumLineChars);
  return `${path}:${line} ${said}${source === '' ? '' : `\n    ${line} | ${source}`}`;
}

/** Empty where the compiler names a file that is not the app's. */
function lineOf(file: string, line: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  } catch {
    return '';
  }
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;
