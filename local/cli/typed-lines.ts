import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { questionOutput } from '../terminal.ts';
import { canAsk } from './ask.ts';

/** Lines that somebody types, or that come from a file or another program. */
export interface TypedLines {
  /** The next line; undefined at the end, and after Ctrl C. */
  readonly next: () => Promise<string | undefined>;
  /** Prints over the line that is being typed, and shows that again below; never into the midst of a reply. */
  readonly beside: (print: () => void) => void;
  /** While this works, what is printed beside it waits. */
  readonly undisturbed: <T>(work: () => Promise<T>) => Promise<T>;
  /** Aborted by Ctrl C. */
  readonly left: AbortSignal;
  readonly leave: () => void;
  readonly close: () => void;
}

/** Reads standard input line by line; a terminal shows a prompt. */
export function typedLines(prompt: string): TypedLines {
  const isTyped = canAsk();
  const output = isTyped ? { output: questionOutput(), prompt } : {};
  const reader = createInterface({ input: process.stdin, ...output });
  const waiting: string[] = [];
  let isClosed = false;
  let isPrompting = false;
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
    reader.close();
  };
  reader.on('line', (text) => waiting.push(text));
  reader.on('SIGINT', leave);
  reader.on('close', () => {
    isClosed = true;
  });
  const next = async (): Promise<string | undefined> => {
    if (waiting.length > 0 || isClosed) return waiting.shift();
    isPrompting = true;
    if (isTyped) reader.prompt();
    await Promise.race([once(reader, 'line'), once(reader, 'close')]);
    isPrompting = false;
    return waiting.shift();
  };
  const printing = printingBeside(reader, () => isTyped && isPrompting);
  return { next, ...printing, left: leaving.signal, leave, close: () => reader.close() };
}

function printingBeside(
  reader: Interface,
  isPrompting: () => boolean,
): Pick<TypedLines, 'beside' | 'undisturbed'> {
  let held: (() => void)[] | undefined;
  const beside = (print: () => void): void => {
    if (held !== undefined) return void held.push(print);
    if (isPrompting()) questionOutput().write('\r\x1b[2K');
    print();
    if (isPrompting()) reader.prompt(true);
  };
  const undisturbed = async <T>(work: () => Promise<T>): Promise<T> => {
    held = [];
    try {
      return await work();
    } finally {
      const prints = held;
      held = undefined;
      for (const print of prints) beside(print);
    }
  };
  return { beside, undisturbed };
}
