import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { InputRejected } from '../../core/errors.ts';
import { questionOutput } from '../terminal.ts';

/** Whether somebody types, rather than a file or another program. */
export const canAsk = (): boolean => process.stdin.isTTY === true;

/** Asks in the terminal; empty after Ctrl C or at the end of the input. */
export async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: questionOutput() });
  const left = Promise.race([once(reader, 'SIGINT'), once(reader, 'close')]).then(() => '');
  try {
    return await Promise.race([reader.question(question), left]);
  } finally {
    reader.close();
  }
}

/** A password or a key: typed without being shown, or all of standard input without the end of line that `echo` adds. Never an argument, which lists of processes show. */
export async function readHidden(question: string): Promise<string> {
  if (!canAsk()) return (await text(process.stdin)).replace(/\r?\n$/, '');
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silence, terminal: true });
  const left = once(reader, 'SIGINT').then(() => undefined);
  try {
    questionOutput().write(question);
    const typed = await Promise.race([reader.question(''), left]);
    questionOutput().write('\n');
    if (typed !== undefined && typed !== '') return typed;
    throw new InputRejected('value_missing', 'Nothing was entered.');
  } finally {
    reader.close();
  }
}
