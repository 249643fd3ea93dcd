import type { CompiledRule } from './compile-rules.ts';
import { createLiteralScanner } from './literal-scanner.ts';

/** One place where a rule's pattern matches; `line` counts from 1. */
interface PatternHit {
  readonly rule: CompiledRule;
  readonly line: number;
}

/** Where matches may start: [from, to), in UTF-16 units. */
interface Stretch {
  readonly from: number;
  to: number;
}

/** More matches of one rule in one file say nothing new. */
const maxHitsPerRule = 10;
/** The engine looks at so much at a time, so that a late match does not cost a second look at all that came before. */
const chunkLength = 4_096;

/**
 * Builds a scanner over all rules: one pass finds the literals of all of them, and the engine runs only around those. At most ten lines a
 * rule are reported, each once; time is linear in the text for any text.
 */
export function createPatternScanner(
  rules: readonly CompiledRule[],
): (path: string, text: string) => PatternHit[] {
  const everywhere = rules.filter((rule) => rule.shape.literals === undefined);
  const spotCandidates = createSpotter(rules);
  return (path, text) => {
    const isMeant = rememberMeant(path);
    const stretches = new Map<CompiledRule, Stretch[]>();
    for (const rule of everywhere) if (isMeant(rule)) stretches.set(rule, [{ from: 0, to: text.length }]);
    spotCandidates(text, (rule, end) => {
      if (isMeant(rule)) widen(stretches, rule, Math.max(0, end - rule.shape.maxLength), end);
    });
    const lineOf = lineCounter(text);
    return [...stretches].flatMap(([rule, candidates]) =>
      matchedLines(rule, text, candidates, lineOf).map((line) => ({ rule, line })),
    );
  };
}

/** A rule's globs are asked at its first candidate in a file, not at each, and not at all where there is none. */
function rememberMeant(path: string): (rule: CompiledRule) => boolean {
  const answers = new Map<CompiledRule, boolean>();
  return (rule) => {
    const known = answers.get(rule);
    if (known !== undefined) return known;
    const answer = rule.isMeant(path);
    answers.set(rule, answer);
    return answer;
  };
}

type Spotter = (text: string, onCandidate: (rule: CompiledRule, end: number) => void) => void;

/** Tells of each literal of each rule where it ends; a literal of a rule that minds case must stand there as written. */
function createSpotter(rules: readonly CompiledRule[]): Spotter {
  const users = new Map<string, { readonly rule: CompiledRule; readonly literal: string }[]>();
  for (const rule of rules) {
    for (const literal of rule.shape.literals ?? []) {
      const lower = asciiLower(literal);
      users.set(lower, [...(users.get(lower) ?? []), { rule, literal }]);
    }
  }
  const scan = createLiteralScanner([...users.keys()]);
  const lists = [...users.values()];
  return (text, onCandidate) => {
    scan(text, (index, end) => {
      for (const { rule, literal } of lists[index] as (typeof lists)[number]) {
        if (rule.shape.ignoresCase || text.startsWith(literal, end - literal.length)) onCandidate(rule, end);
      }
    });
  };
}

/** Unlike toLowerCase this leaves everything beyond ASCII as it is, which the scanner matches unit by unit. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function widen(stretches: Map<CompiledRule, Stretch[]>, rule: CompiledRule, from: number, to: number): void {
  const known = stretches.get(rule);
  const last = known?.at(-1);
  if (known === undefined) stretches.set(rule, [{ from, to }]);
  else if (last !== undefined && from <= last.to) last.to = to;
  else known.push({ from, to });
}

type LineOf = (offset: number) => number;

function matchedLines(
  rule: CompiledRule,
  text: string,
  stretches: readonly Stretch[],
  lineOf: LineOf,
): number[] {
  const lines = new Set<number>();
  let from = 0;
  for (const stretch of stretches) {
    from = Math.max(from, stretch.from);
    while (from < stretch.to && lines.size < maxHitsPerRule) {
      const chunkEnd = Math.min(stretch.to, from + chunkOf(rule));
      const found = rule.find(text, from, chunkEnd);
      if (found !== undefined) lines.add(lineOf(found));
      from = found === undefined ? chunkEnd : nextLine(text, found);
    }
  }
  return [...lines];
}

function chunkOf(rule: CompiledRule): number {
  return rule.shape.maxLength === Infinity ? Infinity : chunkLength;
}

function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** Reads the line starts at the first question, as most files are never asked about. */
function lineCounter(text: string): LineOf {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return high;
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', newline + 1))
    starts.push(newline + 1);
  return starts;
}
