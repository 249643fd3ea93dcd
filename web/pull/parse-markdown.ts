/** A run of text in a line. */
export interface Span {
  readonly kind: 'text' | 'strong' | 'code' | 'link';
  readonly text: string;
}

/** A block of a document. What is not one of these is a paragraph of its own text: nothing is ever markup. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Span[])[];
      readonly rows: readonly (readonly (readonly Span[])[])[];
    }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] };

/** Reads the Markdown that pull requests are written in: headings, fences, lists, tables, paragraphs; strong, code and bare links. */
export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.replaceAll(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const { block, next } = readBlock(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Reading {
  readonly block: Block | undefined;
  readonly next: number;
}

function readBlock(lines: readonly string[], at: number): Reading {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: undefined, next: at + 1 };
  const fence = /^(`{3,})[\w-]*\s*$/.exec(line)?.[1];
  if (fence !== undefined) return readFence(lines, at, fence);
  const heading = /^(#{1,3}) +(.*)$/.exec(line);
  if (heading !== null) {
    const level = (heading[1] ?? '').length as 1 | 2 | 3;
    return { block: { kind: 'heading', level, spans: parseSpans(heading[2] ?? '') }, next: at + 1 };
  }
  if (isItem(line)) return readList(lines, at);
  return isTableStart(lines, at) ? readTable(lines, at) : readParagraph(lines, at);
}

function readFence(lines: readonly string[], at: number, fence: string): Reading {
  const close = lines.findIndex(
    (line, index) => index > at && /^`+\s*$/.test(line) && line.trim().length >= fence.length,
  );
  const end = close === -1 ? lines.length : close;
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

const isItem = (line: string): boolean => /^[-*] +\S/.test(line);

function readList(lines: readonly string[], at: number): Reading {
  const end = endOf(lines, at, isItem);
  const items = lines.slice(at, end).map((line) => parseSpans(withMark(line.replace(/^[-*] +/, ''))));
  return { block: { kind: 'list', items }, next: end };
}

/** The boxes of a task list as signs, since nothing here can be ticked. */
const withMark = (item: string): string => item.replace(/^\[x\] /, '✓ ').replace(/^\[ \] /, '☐ ');

const isRow = (line: string): boolean => /^\|.*\|\s*$/.test(line);

function isTableStart(lines: readonly string[], at: number): boolean {
  return isRow(lines[at] ?? '') && /^\|(?: *:?-+:? *\|)+\s*$/.test(lines[at + 1] ?? '');
}

function readTable(lines: readonly string[], at: number): Reading {
  const end = endOf(lines, at, isRow);
  const [head = [], , ...rows] = lines.slice(at, end).map(cellsOf);
  return { block: { kind: 'table', head, rows }, next: end };
}

function cellsOf(line: string): readonly (readonly Span[])[] {
  const inside = line.trim().slice(1, -1);
  return inside.split(/(?<!\\)\|/).map((cell) => parseSpans(cell.trim()));
}

function readParagraph(lines: readonly string[], at: number): Reading {
  const startsOther = (line: string): boolean =>
    line.trim() === '' || isItem(line) || /^(`{3,}|#{1,3} )/.test(line);
  const end = Math.max(
    at + 1,
    endOf(lines, at, (line) => !startsOther(line)),
  );
  return { block: { kind: 'paragraph', spans: parseSpans(lines.slice(at, end).join(' ')) }, next: end };
}

function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, index) => index >= at && !belongs(line));
  return end === -1 ? lines.length : end;
}

const spanForm = /`([^`]+)`|\*\*((?:[^*\\]|\\.)+)\*\*|(https?:\/\/[^\s<>`*]+[^\s<>`*.,;:!?)])/g;

/** The runs of one line; a backslash before a sign makes it plain. */
export function parseSpans(line: string): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of line.matchAll(spanForm)) {
    if (isEscaped(line, match.index)) continue;
    pushText(spans, line.slice(at, match.index));
    spans.push(spanOf(match));
    at = match.index + match[0].length;
  }
  pushText(spans, line.slice(at));
  return spans;
}

const isEscaped = (line: string, at: number): boolean =>
  (/\\*$/.exec(line.slice(0, at))?.[0].length ?? 0) % 2 === 1;

function spanOf([, code, strong, link]: RegExpExecArray): Span {
  if (code !== undefined) return { kind: 'code', text: code };
  return strong === undefined
    ? { kind: 'link', text: link ?? '' }
    : { kind: 'strong', text: unescapeSigns(strong) };
}

function pushText(spans: Span[], text: string): void {
  if (text !== '') spans.push({ kind: 'text', text: unescapeSigns(text) });
}

const unescapeSigns = (text: string): string => text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
