const maxBytes = 4_096;
/** Kept for the end, where errors stand; the rest goes to the first line that tells of one. */
const endBytes = 2_560;
const linesBefore = 2;
const left = '[…]';
/** Enough of a line to tell, and a bound on what a hostile one costs. */
const maxLookedAt = 2_000;

const telling =
  /^\s*(?:✖|✗|×|not ok\b|FAIL\b|Traceback \(most recent|E\s{2,}|\^+\s*$)|\b[A-Za-z]*(?:Error|Exception)\b|\berror\b[:\s[]|\bAssertion|\bexpected\b.*\b(?:got|received|actual)\b/i;

/** True for a line that says what went wrong. */
export function isTelling(line: string): boolean {
  return telling.test(line.slice(0, maxLookedAt));
}

/** The last 4 KiB of a log that tell most: its end is never cut, and what is left over shows the first line that names an error. */
export function tellingEnd(log: string): string {
  const whole = log.toWellFormed().trimEnd();
  if (byteLength(whole) <= maxBytes) return whole;
  const end = lastBytes(whole, endBytes);
  const before = whole.slice(0, whole.length - end.length).split('\n');
  const first = before.findIndex(isTelling);
  if (first === -1) return cutFront(whole, maxBytes);
  const shown = before.slice(Math.max(0, first - linesBefore)).join('\n');
  const room = maxBytes - endBytes - byteLength(left) * 2 - 2;
  const fits = byteLength(shown) <= room;
  return fits ? cutFront(whole, maxBytes) : [firstBytes(shown, room), left, end].join('\n');
}

function cutFront(text: string, bytes: number): string {
  return `${left}\n${lastBytes(text, bytes - byteLength(left) - 1)}`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The beginning of a text: never more than `bytes`, never half a character; a decoder that meets half of one at an edge would show a mark in its place. */
export function firstBytes(text: string, bytes: number): string {
  const taken = new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read;
  return text.slice(0, taken);
}

function lastBytes(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  let from = Math.max(0, encoded.length - bytes);
  while (((encoded[from] as number) & 0xc0) === 0x80) from += 1;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoded.subarray(from));
}
