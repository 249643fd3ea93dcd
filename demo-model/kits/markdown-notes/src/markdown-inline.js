const DEPTH_LIMIT = 8;
const LINK = /\[([^[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/y;
const BARE_LINK = /https?:\/\/[^\s<>"'`()[\]*_]+[^\s<>"'`()[\]*_.,;:!?]/y;
const ESCAPABLE = new Set('\\`*_{}[]()#+-.!~>|');
const SAFE_SCHEMES = new Set(['http:', 'https:', 'mailto:']);
const MARKS = [
  { mark: '**', tag: 'strong' },
  { mark: '__', tag: 'strong' },
  { mark: '~~', tag: 's' },
  { mark: '*', tag: 'em' },
  { mark: '_', tag: 'em' },
];

/** The address when a click on it is harmless, else null: `javascript:`, `data:` and the like never become links. */
export function safeAddress(address) {
  if (address.startsWith('#')) return address;
  if (!URL.canParse(address)) return null;
  return SAFE_SCHEMES.has(new URL(address).protocol) ? address : null;
}

/**
 * A line's text as a list of strings and `{ tag, attributes, children }` nodes. Takes time in proportion to the text: a mark that
 * once found no partner is not looked for again.
 */
export function parseInline(text, depth = 0) {
  if (depth >= DEPTH_LIMIT) return text === '' ? [] : [text];
  const scan = { text, depth, at: 0, plain: '', nodes: [], exhausted: new Set() };
  while (scan.at < text.length) {
    const found = takeEscape(scan) ?? takeCode(scan) ?? takeLink(scan) ?? takeMark(scan);
    if (found) push(scan, found);
    else scan.plain += text[scan.at++];
  }
  flush(scan);
  return scan.nodes;
}

function push(scan, { node, end }) {
  if (typeof node === 'string') scan.plain += node;
  else {
    flush(scan);
    scan.nodes.push(node);
  }
  scan.at = end;
}

function flush(scan) {
  if (scan.plain !== '') scan.nodes.push(scan.plain);
  scan.plain = '';
}

function takeEscape({ text, at }) {
  const next = text[at + 1];
  if (text[at] === '\\' && next !== undefined && ESCAPABLE.has(next)) return { node: next, end: at + 2 };
  return null;
}

function takeCode(scan) {
  const { text, at, exhausted } = scan;
  if (text[at] !== '`') return null;
  let fenceEnd = at;
  while (text[fenceEnd] === '`') fenceEnd++;
  const fence = text.slice(at, fenceEnd);
  const close = exhausted.has(fence) ? -1 : text.indexOf(fence, fenceEnd);
  if (close === -1) {
    exhausted.add(fence);
    return { node: fence, end: fenceEnd };
  }
  return { node: element('code', [text.slice(fenceEnd, close).trim()]), end: close + fence.length };
}

function takeLink(scan) {
  const { text, at, depth } = scan;
  if (text[at] === '[') {
    const [whole, label, address] = matchAt(LINK, text, at) ?? [];
    if (whole === undefined) return null;
    return { node: linkTo(address, parseInline(label, depth + 1)), end: at + whole.length };
  }
  const [bare] = text[at] === 'h' ? (matchAt(BARE_LINK, text, at) ?? []) : [];
  return bare === undefined ? null : { node: linkTo(bare, [bare]), end: at + bare.length };
}

function linkTo(address, children) {
  const href = safeAddress(address);
  return href === null
    ? element('span', children)
    : element('a', children, { href, rel: 'noopener noreferrer' });
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function takeMark(scan) {
  const { text, at, depth } = scan;
  const kind = MARKS.find(({ mark }) => text.startsWith(mark, at));
  if (!kind) return null;
  const start = at + kind.mark.length;
  const close = opens(text, at, kind.mark) ? closeOf(scan, kind.mark, start) : -1;
  if (close === -1) return { node: kind.mark, end: start };
  return {
    node: element(kind.tag, parseInline(text.slice(start, close), depth + 1)),
    end: close + kind.mark.length,
  };
}

function opens(text, at, mark) {
  const next = text[at + mark.length];
  if (next === undefined || /\s/.test(next)) return false;
  return mark[0] !== '_' || !isWord(text[at - 1]);
}

function closeOf({ text, exhausted }, mark, start) {
  if (exhausted.has(mark)) return -1;
  let at = text.indexOf(mark, start + 1);
  while (at !== -1) {
    const end = runEnd(text, at, mark[0]);
    const length = end - at;
    const fits = length >= mark.length && (mark.length > 1 || length !== 2);
    const close = end - mark.length;
    if (fits && !/\s/.test(text[at - 1]) && (mark[0] !== '_' || !isWord(text[end]))) return close;
    at = text.indexOf(mark, end);
  }
  exhausted.add(mark);
  return -1;
}

function runEnd(text, at, character) {
  let end = at;
  while (text[end] === character) end++;
  return end;
}

function isWord(character) {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function element(tag, children, attributes = {}) {
  return { tag, attributes, children };
}
