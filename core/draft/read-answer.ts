import type { AnswerEvent, OpenBlock } from './answer-parts.ts';
import { readTag } from './answer-tag.ts';
import type { Blocks } from './assemble-blocks.ts';
import { addText, closeBlock, endBlocks, isShort, noBlocks, openBlock, openOf } from './assemble-blocks.ts';

export interface AnswerReader {
  /** Takes the next piece of the answer. */
  readonly push: (chunk: string) => readonly AnswerEvent[];
  /** Ends the answer; a block that is open then counts only where the answer is whole. */
  readonly end: (isWhole: boolean) => readonly AnswerEvent[];
  /** The block that is open, if any. */
  readonly open: () => OpenBlock | undefined;
}

/** A longer line is no tag. */
const maxTagLength = 1_200;
const maxIndent = 8;

interface Reading {
  readonly marker: string;
  readonly blocks: Blocks;
  /** What may become a tag with the next piece. */
  waiting: string;
  /** False where something of the present line was read already. */
  isLineStart: boolean;
  isBegun: boolean;
}

/** What a marker turned out to be: reading goes on at `next`, or waits for more, or goes on behind a marker that is text. */
type Found = { readonly next: number } | 'wait' | 'text';

/**
 * Reads an answer in blocks whose tags carry `nonce`, piece by piece; what it finds is the same however the answer is cut. A tag counts alone on
 * its line; short blocks may share it. Any closing tag closes what is open, and so does the next opening tag; tags with another nonce are text.
 * Time is linear in the answer.
 */
export function readAnswer(nonce: string): AnswerReader {
  const reading: Reading = {
    marker: `g-${nonce}`,
    blocks: noBlocks(),
    waiting: '',
    isLineStart: true,
    isBegun: false,
  };
  return {
    push: (chunk) => {
      const text = withoutMark(reading, reading.waiting + chunk);
      reading.waiting = text.slice(readText(reading, text, false));
      return reading.blocks.events.splice(0);
    },
    end: (isWhole) => {
      readText(reading, reading.waiting, true);
      reading.waiting = '';
      endBlocks(reading.blocks, isWhole);
      return reading.blocks.events.splice(0);
    },
    open: () => openOf(reading.blocks),
  };
}

/** A byte order mark before everything is no part of an answer. */
function withoutMark(reading: Reading, text: string): string {
  if (reading.isBegun || text === '') return text;
  reading.isBegun = true;
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Reads as far as can be said, and answers how far that is. */
function readText(reading: Reading, text: string, isLast: boolean): number {
  const { marker } = reading;
  let from = 0;
  let search = 0;
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, search)) {
    const start = startOfTag(text, at, from, reading.isLineStart);
    const begin = start ?? Math.max(from, at - 2);
    const found =
      start === undefined
        ? readShortEnd(reading, text, at, from, isLast)
        : readTagLine(reading, text, start, isLast);
    if (found === 'text') {
      search = at + marker.length;
      continue;
    }
    give(reading, text.slice(from, begin));
    if (found === 'wait') return begin;
    search = applyTag(reading, text, begin, found.next);
    from = search;
  }
  const kept = isLast ? text.length : heldFrom(reading, text, from);
  give(reading, text.slice(from, kept));
  return kept;
}

function give(reading: Reading, text: string): void {
  if (text === '') return;
  addText(reading.blocks, text);
  reading.isLineStart = text.endsWith('\n');
}

/** Opens or closes by the tag at `begin`; answers where reading goes on. */
function applyTag(reading: Reading, text: string, begin: number, next: number): number {
  const read = readTag(text.slice(begin, begin + maxTagLength), reading.marker);
  if (read?.kind === 'opening') openBlock(reading.blocks, read.tag);
  else closeBlock(reading.blocks);
  // A short block's text may begin behind its tag.
  reading.isLineStart = read?.kind !== 'opening' || next > begin + read.length || next === text.length;
  return next;
}

/** The end of a line that may hold a tag: looked for no further than a tag is long. */
function nearNewline(text: string, from: number): number {
  const at = text.slice(from, from + maxTagLength + 1).indexOf('\n');
  return at === -1 ? -1 : from + at;
}

/** Reads the line that starts with a tag at `start`. */
function readTagLine(reading: Reading, text: string, start: number, isLast: boolean): Found {
  const newline = nearNewline(text, start);
  const end = newline === -1 ? text.length : newline;
  const read = readTag(text.slice(start, Math.min(end, start + maxTagLength)), reading.marker);
  const isLong = end - start > maxTagLength;
  const isAlone = !isLong && read?.rest.trim() === '';
  const isInline = read?.kind === 'opening' && isShort(read.tag) && !read.tag.isEmpty && !isAlone;
  if (isInline) return { next: start + read.length };
  if (newline === -1 && !isLast && !isLong) return 'wait';
  return isAlone ? { next: newline === -1 ? text.length : newline + 1 } : 'text';
}

/** Looks whether the marker at `at` closes a short block behind its text, at the end of a line. */
function readShortEnd(reading: Reading, text: string, at: number, from: number, isLast: boolean): Found {
  const { text: open } = reading.blocks;
  const start = at - 2;
  if (open === undefined || !isShort(open.tag) || start < from || !text.startsWith('</', start))
    return 'text';
  const newline = nearNewline(text, at);
  const end = newline === -1 ? text.length : newline;
  if (end - start > maxTagLength) return 'text';
  if (newline === -1 && !isLast) return 'wait';
  const read = readTag(text.slice(start, end), reading.marker);
  if (read?.kind !== 'closing' || read.rest.trim() !== '') return 'text';
  return { next: newline === -1 ? text.length : newline + 1 };
}

/** Where the tag that holds the marker at `at` starts its line, blanks before it included; undefined where something else stands before it. */
function startOfTag(text: string, at: number, from: number, isLineStart: boolean): number | undefined {
  const bracket = at - (text[at - 1] === '/' ? 2 : 1);
  if (bracket < from || text[bracket] !== '<') return undefined;
  const least = Math.max(from, bracket - maxIndent);
  let start = bracket;
  while (start > least && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
  if (start === from) return isLineStart ? from : undefined;
  return text[start - 1] === '\n' ? start : undefined;
}

/** From where on a text is kept back because it may become a tag with what follows. */
function heldFrom({ marker, blocks, isLineStart }: Reading, text: string, from: number): number {
  const newline = text.lastIndexOf('\n');
  const isStart = newline >= from || isLineStart;
  const lineStart = newline >= from ? newline + 1 : from;
  if (isStart && mayBecomeTag(text.slice(lineStart, lineStart + maxTagLength), marker)) return lineStart;
  if (blocks.text === undefined || !isShort(blocks.text.tag)) return text.length;
  const closing = `</${marker}`;
  for (let length = Math.min(closing.length, text.length - from); length > 0; length -= 1)
    if (text.endsWith(closing.slice(0, length))) return text.length - length;
  return text.length;
}

function mayBecomeTag(line: string, marker: string): boolean {
  const bare = line.trimStart();
  if (line.length - bare.length > maxIndent) return false;
  return `<${marker}`.startsWith(bare) || `</${marker}`.startsWith(bare);
}
