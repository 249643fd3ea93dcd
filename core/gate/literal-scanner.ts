/** Told of each literal that stands in the scanned text, by its place in the list, and where it ends (exclusive). */
type LiteralHit = (literal: number, end: number) => void;

/** Finds every literal of a fixed list in one pass over a text, ignoring ASCII case; time grows with the text, not with the list. */
type LiteralScanner = (text: string, onHit: LiteralHit) => void;

interface Alphabet {
  /** A column for every UTF-16 unit; 0 for all that no literal holds. */
  readonly columnOf: Uint16Array;
  readonly width: number;
}

interface Automaton {
  /** By state and column, the state that follows, already multiplied by the width. */
  readonly next: Int32Array;
  /** By state, the literals that end there. */
  readonly ends: readonly (readonly number[])[];
}

/** Builds an Aho-Corasick automaton over literals in lower case. */
export function createLiteralScanner(literals: readonly string[]): LiteralScanner {
  const alphabet = readAlphabet(literals);
  const { columnOf, width } = alphabet;
  const { next, ends } = buildAutomaton(literals, alphabet);
  const steps = markEnds(next, ends, width);
  return (text, onHit) => {
    let state = 0;
    for (let index = 0; index < text.length; index += 1) {
      state = steps[state + (columnOf[text.charCodeAt(index)] as number)] as number;
      if (state >= 0) continue;
      state = ~state;
      for (const literal of ends[state / width] as readonly number[]) onHit(literal, index + 1);
    }
  };
}

/** Steps into a state where a literal ends are stored as their complement, so that the scan looks up one number a character. */
function markEnds(next: Int32Array, ends: Automaton['ends'], width: number): Int32Array {
  return next.map((state) => ((ends[state / width] as readonly number[]).length > 0 ? ~state : state));
}

function readAlphabet(literals: readonly string[]): Alphabet {
  const columnOf = new Uint16Array(65_536);
  const units = [...new Set(literals.join('').split(''))];
  for (const [index, unit] of units.entries()) {
    for (const variant of [unit, ...otherCases(unit)]) columnOf[variant.charCodeAt(0)] = index + 1;
  }
  return { columnOf, width: units.length + 1 };
}

/** Under Unicode case folding the long s is an s and the Kelvin sign a k. */
function otherCases(unit: string): string[] {
  if (!/^[a-z]$/.test(unit)) return [];
  const folded: Readonly<Record<string, string>> = { s: '\u017f', k: '\u212a' };
  return [unit.toUpperCase(), folded[unit] ?? unit];
}

function buildAutomaton(literals: readonly string[], { columnOf, width }: Alphabet): Automaton {
  const states = 1 + literals.reduce((sum, literal) => sum + literal.length, 0);
  const next = new Int32Array(states * width);
  const ends: number[][] = Array.from({ length: states }, () => []);
  let used = 1;
  for (const [index, literal] of literals.entries()) {
    let state = 0;
    for (const unit of literal.split('')) {
      const slot = state + (columnOf[unit.charCodeAt(0)] as number);
      if (next[slot] === 0) {
        next[slot] = used * width;
        used += 1;
      }
      state = next[slot] as number;
    }
    ends[state / width]?.push(index);
  }
  linkFailures({ next, ends, width });
  return { next, ends };
}

/** Breadth first, so that the state that a failure leads to is complete before it is copied from. */
function linkFailures({ next, ends, width }: { next: Int32Array; ends: number[][]; width: number }): void {
  const failure = new Int32Array(ends.length);
  const queue = [0];
  for (const state of queue) {
    for (let column = 1; column < width; column += 1) {
      const child = next[state + column] as number;
      const other = state === 0 ? 0 : (next[(failure[state / width] as number) + column] as number);
      if (child === 0) {
        next[state + column] = other;
      } else {
        failure[child / width] = other;
        ends[child / width]?.push(...(ends[other / width] as number[]));
        queue.push(child);
      }
    }
  }
}
