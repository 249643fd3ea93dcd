/**
 * What is known of a pattern's matches without running it. `literals`: every match holds at least one of them (undefined when none is
 * certain), in any case of its letters when `ignoresCase`, and then in lower case here. `maxLength`: no match is longer, in UTF-16 units; Infinity when unbounded.
 */
export interface PatternShape {
  readonly literals: readonly string[] | undefined;
  readonly ignoresCase: boolean;
  readonly maxLength: number;
}

type Texts = readonly string[];

/** `exact`: all texts that the part can match, when they are few and known; else `needs`: one of them stands in every match. */
interface Part {
  readonly exact: Texts | undefined;
  readonly needs: Texts | undefined;
  readonly maxLength: number;
}

interface Cursor {
  readonly text: string;
  readonly ignoresCase: boolean;
  at: number;
}

const maxTexts = 256;
/** Between this and its end every sign is a letter; rare enough to be left unread. */
const quoteStart = '\\Q';
const empty: Part = { exact: [''], needs: undefined, maxLength: 0 };
/** Two units, because a code point beyond U+FFFF takes two. */
const anyCharacter: Part = { exact: undefined, needs: undefined, maxLength: 2 };

/** Reads the shape of a pattern that the engine has accepted; what it does not understand counts as unknown, never as a literal. */
export function readPatternShape(pattern: string): PatternShape {
  const ignoresCase = /\(\?[a-zA-Z]*i/.test(pattern);
  if (pattern.includes(quoteStart)) return { literals: undefined, ignoresCase, maxLength: Infinity };
  const whole = readAlternatives({ text: pattern, ignoresCase, at: 0 });
  const literals = whole.exact ?? whole.needs;
  return {
    literals: rarity(literals) <= 1 ? undefined : shortestOf(literals),
    ignoresCase,
    maxLength: whole.maxLength,
  };
}

/** A text that holds another one of the set need not be looked for. */
function shortestOf(texts: Texts | undefined): Texts | undefined {
  return texts?.filter((text) => !texts.some((other) => other !== text && text.includes(other)));
}

function readAlternatives(cursor: Cursor): Part {
  const branches = [readSequence(cursor)];
  while (cursor.text[cursor.at] === '|') {
    cursor.at += 1;
    branches.push(readSequence(cursor));
  }
  return branches.reduce(either);
}

function either(left: Part, right: Part): Part {
  return {
    exact: union(left.exact, right.exact),
    needs: union(left.exact ?? left.needs, right.exact ?? right.needs),
    maxLength: Math.max(left.maxLength, right.maxLength),
  };
}

function union(left: Texts | undefined, right: Texts | undefined): Texts | undefined {
  if (left === undefined || right === undefined) return undefined;
  const texts = [...new Set([...left, ...right])];
  return texts.length <= maxTexts ? texts : undefined;
}

/** `run` is what the sequence read so far must end in, `best` the surest literals before that. */
interface Run {
  readonly best: Texts | undefined;
  readonly run: Texts;
  readonly isWhole: boolean;
  readonly maxLength: number;
}

function readSequence(cursor: Cursor): Part {
  let run: Run = { best: undefined, run: [''], isWhole: true, maxLength: 0 };
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '|' && cursor.text[cursor.at] !== ')') {
    run = joined(run, readRepeat(readAtom(cursor), cursor));
  }
  const { isWhole, maxLength } = run;
  return { exact: isWhole ? run.run : undefined, needs: surer(run.best, run.run), maxLength };
}

function joined(before: Run, next: Part): Run {
  const maxLength = before.maxLength + next.maxLength;
  if (next.exact === undefined) {
    return { best: surer(surer(before.best, before.run), next.needs), run: [''], isWhole: false, maxLength };
  }
  if (before.run.length * next.exact.length > maxTexts) {
    return { best: surer(before.best, before.run), run: next.exact, isWhole: false, maxLength };
  }
  const ends = next.exact;
  return { ...before, run: before.run.flatMap((start) => ends.map((end) => start + end)), maxLength };
}

/** The set that is met least often in texts that do not match. */
function surer(left: Texts | undefined, right: Texts | undefined): Texts | undefined {
  return rarity(right) > rarity(left) ? right : left;
}

/** As rare as its commonest text: a longer one is rarer, and a sign is rarer than a letter or space; a bigger set loses a little. */
function rarity(texts: Texts | undefined): number {
  if (texts === undefined) return 0;
  const rarest = Math.min(...texts.map((text) => text.length + text.replace(/[\w ]+/g, '').length));
  return rarest - texts.length / (maxTexts + 1);
}

function readRepeat(part: Part, cursor: Cursor): Part {
  const bounds = readBounds(cursor);
  if (bounds === undefined) return part;
  if (cursor.text[cursor.at] === '?') cursor.at += 1;
  const [least, most] = bounds;
  const maxLength = part.maxLength === 0 ? 0 : part.maxLength * most;
  if (least === 1 && most === 1) return part;
  if (least > 0) return { exact: undefined, needs: part.exact ?? part.needs, maxLength };
  return { exact: most === 1 ? union(part.exact, ['']) : undefined, needs: undefined, maxLength };
}

const countBounds = /\{(\d+)(,?)(\d*)\}/y;

function readBounds(cursor: Cursor): readonly [number, number] | undefined {
  const symbol = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] } as const;
  const sign = cursor.text[cursor.at];
  if (sign === '*' || sign === '+' || sign === '?') {
    cursor.at += 1;
    return symbol[sign];
  }
  const counted = take(cursor, countBounds);
  if (counted === undefined) return undefined;
  const [, least, comma, most] = counted;
  const open = most === '' ? Infinity : Number(most);
  return [Number(least), comma === '' ? Number(least) : open];
}

function take(cursor: Cursor, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = cursor.at;
  const taken = sticky.exec(cursor.text) ?? undefined;
  if (taken !== undefined) cursor.at += taken[0].length;
  return taken;
}

const flagsAlone = /\(\?[a-zA-Z-]+\)/y;
const groupStart = /\((?:\?P?<\w+>|\?[a-zA-Z-]*:)?/y;
const unicodeClass = /\\[pP](?:\{[^}]*\}|.)/y;
const codePoint = /\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/y;
const zeroWidth = /\\[bBAz]|\^|\$/y;
const perlClass = /\\[dDsSwW]|\./y;
const spaceEscape = /\\[afnrtv]/y;
const unknownEscape = /\\(?:[0-7]{1,3}|[0-9A-Za-z])/y;
const oneCharacter = /\\?(.)/suy;

function readAtom(cursor: Cursor): Part {
  if (take(cursor, flagsAlone) || take(cursor, zeroWidth)) return empty;
  if (take(cursor, groupStart)) {
    const inside = readAlternatives(cursor);
    cursor.at += 1;
    return inside;
  }
  return (
    readClass(cursor) ??
    readEscape(cursor) ??
    oneOf(cursor, [(take(cursor, oneCharacter) as RegExpExecArray)[1] as string])
  );
}

function readEscape(cursor: Cursor): Part | undefined {
  const point = take(cursor, codePoint);
  if (point !== undefined) {
    return oneOf(cursor, [String.fromCodePoint(Number.parseInt(`${point[1] ?? point[2]}`, 16))]);
  }
  if (take(cursor, unicodeClass) || take(cursor, perlClass) || take(cursor, spaceEscape)) return anyCharacter;
  return take(cursor, unknownEscape) ? { ...anyCharacter, maxLength: Infinity } : undefined;
}

/** Where case is ignored only ASCII is sure to look the same, so beyond it nothing is claimed; nor for what takes two units. */
function oneOf({ ignoresCase }: Cursor, characters: readonly string[]): Part {
  const isSure = characters.every(
    (character) => character.length === 1 && (!ignoresCase || character < '\u0080'),
  );
  if (!isSure) return anyCharacter;
  const exact = ignoresCase ? characters.map((character) => character.toLowerCase()) : characters;
  return { exact: [...new Set(exact)], needs: undefined, maxLength: 1 };
}

const classBody = /\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/sy;
const plainClass = /^\[[^\]^\\[-]{1,8}\]$/;

function readClass(cursor: Cursor): Part | undefined {
  const body = take(cursor, classBody)?.[0];
  if (body === undefined) return undefined;
  return plainClass.test(body) ? oneOf(cursor, [...body.slice(1, -1)]) : anyCharacter;
}
