import type { WritingFrame } from '../../core/wire/socket.ts';

/** A file that was seen being written; `number` is its place among all that are, from 1. */
export interface WrittenFile {
  readonly number: number;
  readonly path: string;
  /** As many as were told of last; a file may have ended a little later. */
  readonly bytes: number;
}

/** What an author is writing. Of files that are done only name and size are kept: they can be read once the draft is stored. */
export interface Writing {
  readonly phase: WritingFrame['phase'];
  /** Those that were seen, in order: the last is open. A line that was broken, or a quick author, leaves gaps. */
  readonly files: readonly WrittenFile[];
  /** How many there will be, where the author said so. */
  readonly planned: number | undefined;
  /** The end of what the open file holds. */
  readonly text: string;
}

/** An author that has begun and of which nothing has been heard. */
export const nothingWritten: Writing = { phase: 'thinking', files: [], planned: undefined, text: '' };

/** Kept of the open file, in UTF-16 units. Cut to less than that, so that what is on the screen moves rarely. */
const maxText = 64 * 1_024;
const keptText = 48 * 1_024;

/** What is known after a frame. One that goes back to an earlier file means that the author began anew from there. */
export function afterFrame(writing: Writing, frame: WritingFrame): Writing {
  const { phase, path, bytes, file: number } = frame;
  if (phase === 'thinking') return { ...writing, phase };
  // Where no list was given, as many are planned as have begun.
  const planned = frame.planned > number ? frame.planned : writing.planned;
  if (path === null) {
    const files = writing.files.filter((file) => file.number <= number);
    return { phase, planned, files, text: files.length < writing.files.length ? '' : writing.text };
  }
  const open = writing.files.at(-1);
  const goesOn = open?.number === number && open.path === path && bytes >= open.bytes;
  const files = [...writing.files.filter((file) => file.number < number), { number, path, bytes }];
  return { phase, planned, files, text: endOf(goesOn ? writing.text + frame.text : frame.text) };
}

function endOf(text: string): string {
  if (text.length <= maxText) return text;
  const kept = text.slice(-keptText);
  return kept.slice(kept.indexOf('\n') + 1);
}

/** The files as a list shows them: where some were not seen, how many. */
export function rowsOf({ files }: Writing): readonly (WrittenFile | { readonly unseen: number })[] {
  return files.flatMap((file, index) => {
    const unseen = file.number - (files[index - 1]?.number ?? 0) - 1;
    return unseen === 0 ? [file] : [{ unseen }, file];
  });
}

/** How far it is: "File 3 of 14", "File 3" where nobody knows of how many. */
export function progressOf({ files, planned }: Writing): string {
  const open = files.at(-1);
  if (open === undefined) return planned === undefined ? '' : `${planned} files planned`;
  return planned === undefined ? `File ${open.number}` : `File ${open.number} of ${planned}`;
}
