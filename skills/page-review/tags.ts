/** A start tag of a page: its name in lower case, its attributes, where it stands, and its line from 1. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly index: number;
  readonly line: number;
}

// Values in quotes may hold angle brackets; every piece ends at what it may not contain, so this takes linear time.
const startTag =
  /<([a-z][a-z0-9-]*)((?:\s+[^\s"'<>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*\/?>/gi;
const attribute = /([^\s"'<>=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

/** The start tags of a page outside comments, scripts and styles, in order. */
export function tagsOf(html: string): readonly Tag[] {
  const plain = blankOut(html);
  let line = 1;
  let counted = 0;
  return [...plain.matchAll(startTag)].map((match) => {
    line += lineAt(plain.slice(counted, match.index)) - 1;
    counted = match.index;
    return { name: (match[1] ?? '').toLowerCase(), attributes: attributesOf(match[2]), index: counted, line };
  });
}

function attributesOf(text = ''): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(attribute)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      double ?? single ?? bare ?? '',
    ]),
  );
}

const opaque = /<!--|<(script|style)\b[^>]*>/gi;

/** The page with comments and the insides of scripts and styles replaced by spaces, so that places stay what they are. */
export function blankOut(html: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let from = 0;
  for (const match of html.matchAll(opaque)) {
    if (match.index < from) continue;
    const inside = match.index + match[0].length;
    const close = match[1] === undefined ? '-->' : `</${match[1].toLowerCase()}`;
    const found = lower.indexOf(close, inside);
    const end = found === -1 ? html.length : found;
    kept.push(html.slice(from, inside), html.slice(inside, end).replaceAll(/[^\n]/g, ' '));
    from = end;
  }
  return kept.join('') + html.slice(from);
}

/** The line, from 1, that a text ends on. */
export function lineAt(text: string): number {
  return text.split('\n').length;
}
