const escapeCharacter = '\u001b';
/**
 * Takes terminal sequences out of a line, in time that grows with its length whatever it holds: colours and cursor moves, titles and other
 * strings up to their end. What begins a string that never ends loses its beginning only, so that no word hides behind it.
 */
export function stripEscapes(line: string): string {
  const kept: string[] = [];
  const endAfter = stringEndFinder(line);
  let from = 0;
  for (let at = nextStart(line, 0); at < line.length; at = nextStart(line, from)) {
    kept.push(line.slice(from, at));
    from = endOfSequence(line, at, endAfter);
  }
  kept.push(line.slice(from));
  return kept.join('');
}

function nextStart(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 0x1b || (code >= 0x80 && code <= 0x9f)) return at;
  }
  return line.length;
}

/** Where the sequence that starts at a place is over; always further on. */
function endOfSequence(line: string, at: number, endAfter: (from: number) => number | undefined): number {
  const isEscape = line[at] === escapeCharacter;
  // A C1 character is the escape and a letter in one.
  const kind = isEscape ? line.charCodeAt(at + 1) : line.charCodeAt(at) - 0x40;
  const body = isEscape ? at + 2 : at + 1;
  if (kind === 0x5b) return endOfControl(line, body);
  if (isString(kind)) return endAfter(body) ?? Math.min(body, line.length);
  if (!isEscape) return body;
  let end = at + 1;
  while (isWithin(line, end, 0x20, 0x2f)) end += 1;
  return isWithin(line, end, 0x30, 0x7e) ? end + 1 : end;
}

/** DCS, SOS, OSC, PM and APC. */
const isString = (kind: number): boolean => [0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(kind);

function endOfControl(line: string, body: number): number {
  let end = body;
  while (isWithin(line, end, 0x20, 0x3f)) end += 1;
  return isWithin(line, end, 0x40, 0x7e) ? end + 1 : end;
}

function isWithin(line: string, at: number, first: number, last: number): boolean {
  const code = line.charCodeAt(at);
  return code >= first && code <= last;
}

/** Asked at places that only grow, so that the whole line is searched once however often a string begins. */
function stringEndFinder(line: string): (from: number) => number | undefined {
  let end: number | undefined = 0;
  return (from) => {
    // A found one still counts when it ends behind the place that asks.
    if (end !== undefined && end <= from) end = endOfString(line, from);
    return end;
  };
}

/** Behind BEL, or ST in either of its forms. */
function endOfString(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 0x07 || code === 0x9c) return at + 1;
    if (code === 0x1b && line[at + 1] === '\\') return at + 2;
  }
  return undefined;
}
