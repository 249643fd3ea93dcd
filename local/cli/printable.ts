import { stripVTControlCharacters } from 'node:util';

/** Characters that a terminal obeys instead of showing, or that turn the order of others round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it takes out
const obeyed = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Words of a model, a log or an app as one line that a terminal shows and does not obey. */
export const printable = (text: string): string => stripVTControlCharacters(text).replaceAll(obeyed, ' ');
