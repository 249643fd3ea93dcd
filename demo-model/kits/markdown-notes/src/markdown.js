import { parseInline } from './markdown-inline.js';

const DEPTH_LIMIT = 8;
const FENCE = /^ {0,3}(```+|~~~+)\s*([\w+-]*)\s*$/;
const HEADING = /^ {0,3}(#{1,6})(?:\s+(.*?))?\s*#*$/;
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:\s+|$)/;
const TASK = /^\[([ xX])\]\s+/;
const TABLE_RULE = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Every tag that the tree may hold: the page makes elements of these names and of nothing else. */
export const TAGS = new Set(
  'h1 h2 h3 h4 h5 h6 p ul ol li blockquote pre code hr table thead tbody tr th td strong em s a span br input'.split(
    ' ',
  ),
);

/**
 * Markdown as a tree of strings and `{ tag, attributes, children }`. There is no HTML in it: a tag in the source stays the text that
 * somebody typed, so the page can build elements from it without trusting it.
 */
export function parseMarkdown(source, depth = 0) {
  const lines = source.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n');
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const taken = takeBlock(lines, at, depth);
    if (taken.node) blocks.push(taken.node);
    at = taken.end;
  }
  return blocks;
}

function takeBlock(lines, at, depth) {
  if (lines[at].trim() === '') return { end: at + 1 };
  return (
    takeFence(lines, at) ??
    takeHeading(lines, at) ??
    takeRule(lines, at) ??
    (depth < DEPTH_LIMIT ? (takeQuote(lines, at, depth) ?? takeList(lines, at, depth)) : null) ??
    takeTable(lines, at) ??
    takeParagraph(lines, at)
  );
}

function takeFence(lines, at) {
  const [, fence, language] = FENCE.exec(lines[at]) ?? [];
  if (fence === undefined) return null;
  let end = at + 1;
  while (end < lines.length && !lines[end].trimStart().startsWith(fence)) end++;
  const code = element('code', [lines.slice(at + 1, end).join('\n')]);
  return { node: element('pre', [code], language ? { 'data-language': language } : {}), end: end + 1 };
}

function takeHeading(lines, at) {
  const [, marks, text = ''] = HEADING.exec(lines[at]) ?? [];
  return marks === undefined ? null : { node: element(`h${marks.length}`, parseInline(text)), end: at + 1 };
}

function takeRule(lines, at) {
  return RULE.test(lines[at]) ? { node: element('hr', []), end: at + 1 } : null;
}

function takeQuote(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) end++;
  if (end === at) return null;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { node: element('blockquote', parseMarkdown(inner.join('\n'), depth + 1)), end };
}

function takeList(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first) return null;
  const isOrdered = /\d/.test(first[2]);
  const items = [];
  let end = at;
  while (end < lines.length && isItemOf(lines[end], isOrdered)) {
    const item = takeItem(lines, end, depth);
    items.push(item.node);
    end = item.end;
  }
  const start = Number.parseInt(first[2], 10);
  const attributes = isOrdered && start !== 1 ? { start: String(start) } : {};
  return { node: element(isOrdered ? 'ol' : 'ul', items, attributes), end };
}

function isItemOf(line, isOrdered) {
  const item = ITEM.exec(line);
  return item !== null && !RULE.test(line) && /\d/.test(item[2]) === isOrdered;
}

function takeItem(lines, at, depth) {
  const width = ITEM.exec(lines[at])[0].length;
  const content = [lines[at].slice(width)];
  let end = at + 1;
  while (end < lines.length && belongsToItem(lines, end)) content.push(lines[end++].replace(/^ {1,4}/, ''));
  // A blank line ends the item unless an indented line follows: the next block of the same item.
  return { node: itemOf(content, depth), end: skipBlankBeforeItem(lines, end) };
}

function belongsToItem(lines, at) {
  const line = lines[at];
  if (/^ {2,}\S/.test(line)) return true;
  if (line.trim() === '') return /^ {2,}\S/.test(lines[at + 1] ?? '');
  return !startsBlock(line);
}

function skipBlankBeforeItem(lines, at) {
  return lines[at]?.trim() === '' && ITEM.test(lines[at + 1] ?? '') ? at + 1 : at;
}

function itemOf(content, depth) {
  const [, mark] = TASK.exec(content[0]) ?? [];
  if (mark !== undefined) content[0] = content[0].replace(TASK, '');
  const blocks = parseMarkdown(content.join('\n'), depth + 1);
  const children =
    blocks.length > 0 && blocks[0].tag === 'p' ? [...blocks[0].children, ...blocks.slice(1)] : blocks;
  if (mark === undefined) return element('li', children);
  const box = element('input', [], {
    type: 'checkbox',
    disabled: '',
    'aria-label': mark === ' ' ? 'Not done' : 'Done',
    ...(mark === ' ' ? {} : { checked: '' }),
  });
  return element('li', [box, ' ', ...children], { class: 'task' });
}

function takeTable(lines, at) {
  if (!lines[at].includes('|') || !TABLE_RULE.test(lines[at + 1] ?? '') || !lines[at + 1].includes('-'))
    return null;
  const head = cellsOf(lines[at]);
  if (cellsOf(lines[at + 1]).length !== head.length) return null;
  let end = at + 2;
  while (end < lines.length && lines[end].includes('|')) end++;
  const body = lines.slice(at + 2, end).map((line) =>
    rowOf(
      'td',
      head.map((_, index) => cellsOf(line)[index] ?? ''),
    ),
  );
  return { node: element('table', [element('thead', [rowOf('th', head)]), element('tbody', body)]), end };
}

function cellsOf(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

function rowOf(tag, cells) {
  return element(
    'tr',
    cells.map((cell) => element(tag, parseInline(cell))),
  );
}

function takeParagraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== '' && !startsBlock(lines[end])) end++;
  const children = lines.slice(at, end).flatMap((line, index, all) => {
    const isLast = index === all.length - 1;
    const isHardBreak = / {2,}$|\\$/.test(line);
    const inline = parseInline(line.trim().replace(/\\$/, ''));
    if (isLast) return inline;
    return isHardBreak ? [...inline, element('br', [])] : [...inline, ' '];
  });
  return { node: element('p', children), end };
}

function startsBlock(line) {
  return FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);
}

function element(tag, children, attributes = {}) {
  return { tag, attributes, children };
}
