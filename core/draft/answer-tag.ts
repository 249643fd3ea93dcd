/** An opening tag: `<g-NONCE file="src/a.js">`, `<g-NONCE notes>`, `<g-NONCE done/>`. `value` is what stands in quotes, or nothing. */
export interface Tag {
  readonly name: string;
  readonly value: string;
  readonly isEmpty: boolean;
}

/** A tag at the start of a line; `rest` is what follows it there, `length` the tag's own with the blanks before it. */
type ReadTag =
  | { readonly kind: 'opening'; readonly tag: Tag; readonly rest: string; readonly length: number }
  | { readonly kind: 'closing'; readonly rest: string };

const nameForm = /^[a-z][a-z-]{0,30}$/;

/** Reads a line that starts with a tag of this marker; undefined for any other line. */
export function readTag(line: string, marker: string): ReadTag | undefined {
  const bare = line.trimStart();
  const indent = line.length - bare.length;
  const end = endOfTag(bare);
  if (end === -1) return undefined;
  const rest = bare.slice(end + 1);
  if (bare.startsWith(`</${marker}`)) {
    const after = bare[marker.length + 2];
    return after === '>' || after === ' ' ? { kind: 'closing', rest } : undefined;
  }
  if (!bare.startsWith(`<${marker} `)) return undefined;
  const tag = readInside(bare.slice(marker.length + 2, end));
  return tag === undefined ? undefined : { kind: 'opening', tag, rest, length: indent + end + 1 };
}

/** The first `>` that stands outside quotes. */
function endOfTag(text: string): number {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (quote === '' && character === '>') return at;
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return -1;
}

function readInside(inside: string): Tag | undefined {
  const isEmpty = inside.endsWith('/');
  const bare = (isEmpty ? inside.slice(0, -1) : inside).trim();
  const equals = bare.indexOf('=');
  const name = (equals === -1 ? bare : bare.slice(0, equals)).trim();
  if (!nameForm.test(name)) return undefined;
  const value = equals === -1 ? '' : unquoted(bare.slice(equals + 1).trim());
  return { name, value, isEmpty };
}

function unquoted(value: string): string {
  const quote = value[0];
  const isQuoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}
