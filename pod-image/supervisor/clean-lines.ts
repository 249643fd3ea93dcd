import { StringDecoder } from 'node:string_decoder';
import { stripEscapes } from './strip-escapes.ts';

const maximumLineChars = 4_096;

export interface LineCleaner {
  push(chunk: Uint8Array): void;
  /** Gives out an unfinished last line. */
  end(): void;
}

/** Cuts a byte stream into lines without control characters or terminal escapes; a line over 4,096 characters is cut into several. */
export function createLineCleaner(onLine: (line: string) => void): LineCleaner {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line);
    while (rest.length > maximumLineChars) {
      emit(rest.slice(0, maximumLineChars));
      rest = rest.slice(maximumLineChars);
    }
  };
  const emit = (line: string): void => {
    const clean = cleanLine(line);
    for (let at = 0; at === 0 || at < clean.length; at += maximumLineChars) {
      onLine(clean.slice(at, at + maximumLineChars));
    }
  };
  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => {
      take(decoder.end());
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}

/** One line as it may be shown: tabs stay, every other control character, bidi override and lone surrogate goes. */
export function cleanLine(line: string): string {
  return stripEscapes(line)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === '\t' ? '\t' : ''));
}
