import { visibleText } from '../core/wire/visible-text.ts';

/**
 * The only way to the terminal for the command line and the scripts: whatever a model, a log or a file says is shown and never obeyed.
 * Line ends stay, so that what somebody else wrote goes through {@link line} first.
 */
export function print(text: string): void {
  console.log(visibleText(text));
}

/** The same without an end of line, for words that are said one after the other. */
export function printOn(text: string): void {
  ownOutput().write(visibleText(text));
}

/** What somebody keeps, byte for byte; where a terminal reads along it is shown and never obeyed. */
export function printWhole(text: string): void {
  if (isTerminal()) print(text);
  else ownOutput().write(text);
}

/** The same to standard error. */
export function printError(text: string): void {
  console.error(visibleText(text));
}

/** One line of ours with values of others in it: none of them can begin a line of its own. */
export function line(ours: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return ours.map((text, place) => text + oneLine(values[place] ?? '')).join('');
}

/** Words of others as one line that a terminal shows and does not obey. */
export const oneLine = (text: string | number): string => visibleText(String(text)).replaceAll('\n', '␊');

/** What went wrong, on standard error: words where they suffice, and the whole error where it is a bug. Only the first line begins at the margin. */
export function printFault(fault: unknown): void {
  const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  printError(text.trimEnd().replaceAll(/\r?\n/g, '\n  '));
}

/** JSON on one line in ASCII alone, which reads back as the very same value and which no terminal obeys. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value).replaceAll(/[^ -~]/g, escapeUnit));
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What has happened, a line each, and what is going on now, which the next takes the place of. */
export interface Told {
  readonly lines: readonly string[];
  readonly now: string;
}

/** Whether somebody reads along, rather than a file or another program. */
export const isTerminal = (): boolean => process.stdout.isTTY;

/** Prints what stays, and on a terminal keeps the last line for what is going on. */
export function linePrinter(
  out: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> = ownOutput(),
): (told: Told) => void {
  let shown = '';
  return ({ lines, now }) => {
    const next = out.isTTY ? oneLine(now).slice(0, (out.columns || 80) - 1) : '';
    if (lines.length === 0 && next === shown) return;
    const erase = shown === '' ? '' : '\r\x1b[2K';
    out.write(erase + lines.map((told) => `${oneLine(told)}\n`).join('') + next);
    shown = next;
  };
}

/** Where questions are asked and their answers are typed, so that neither gets into a pipe. */
export const questionOutput = (): NodeJS.WriteStream => process.stderr;

const ignoreError = (): void => {};

function ownOutput(): NodeJS.WriteStream {
  // As console.log does it: work goes on whether somebody reads of it or not.
  if (!process.stdout.listeners('error').includes(ignoreError)) process.stdout.on('error', ignoreError);
  return process.stdout;
}
