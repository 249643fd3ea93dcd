import { visibleLine } from '../../core/wire/visible-text.ts';
import type { LogLine } from './feed.ts';

/** A step's share of a log; `first` is the number of its first line in the whole log, from 1. */
export interface LogStep {
  readonly step: string;
  readonly first: number;
  readonly lines: readonly string[];
}

/** A row of a log as it is shown: the head of a step, or a line of one. */
export type LogRow =
  | { readonly kind: 'step'; readonly at: number }
  | { readonly kind: 'line'; readonly at: number; readonly line: number };

/** A line that has what is sought: the step's place and the line's in it. */
export interface Match {
  readonly at: number;
  readonly line: number;
}

/** A log cut into its steps, each line made fit to be shown. */
export function stepsOf(lines: readonly LogLine[]): readonly LogStep[] {
  const steps: { step: string; first: number; lines: string[] }[] = [];
  for (const [index, { step, text }] of lines.entries()) {
    const last = steps.at(-1);
    if (last?.step === step) last.lines.push(visibleLine(text));
    else steps.push({ step, first: index + 1, lines: [visibleLine(text)] });
  }
  return steps;
}

/** The rows to show: every step's head, and the lines of those that are open. */
export function rowsOf(steps: readonly LogStep[], isOpen: (at: number) => boolean): readonly LogRow[] {
  return steps.flatMap(({ lines }, at): readonly LogRow[] => [
    { kind: 'step', at },
    ...(isOpen(at) ? lines.map((_text, line): LogRow => ({ kind: 'line', at, line })) : []),
  ]);
}

/** The lines that have a text in them, whatever its case; none for no text. */
export function findLines(steps: readonly LogStep[], sought: string): readonly Match[] {
  const plain = sought.toLowerCase();
  if (plain === '') return [];
  return steps.flatMap(({ lines }, at) =>
    lines.flatMap((text, line) => (text.toLowerCase().includes(plain) ? [{ at, line }] : [])),
  );
}

/** A text cut at each place of what is sought; every second part is a find. */
export function cutAtFinds(text: string, sought: string): readonly string[] {
  if (sought === '') return [text];
  const plain = text.toLowerCase();
  const needle = sought.toLowerCase();
  // Where lower case has another length, places in one are not places in the other.
  if (plain.length !== text.length) return [text];
  const parts: string[] = [];
  let from = 0;
  for (let found = plain.indexOf(needle); found !== -1; found = plain.indexOf(needle, from)) {
    parts.push(text.slice(from, found), text.slice(found, found + needle.length));
    from = found + needle.length;
  }
  return [...parts, text.slice(from)];
}
