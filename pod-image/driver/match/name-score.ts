import { tokensOf } from './tokens.ts';
import { wordLikeness } from './word-groups.ts';

const fillers = new Set([
  'a',
  'an',
  'the',
  'of',
  'for',
  'my',
  'your',
  'our',
  'this',
  'that',
  'it',
  'button',
  'field',
  'box',
  'input',
  'in',
  'on',
  'and',
  'please',
  '.',
  ',',
  ':',
  '…',
  '!',
  '?',
  '(',
  ')',
  '"',
  '“',
  '”',
  "'",
]);

/** The words of a control's name that tell it from others. */
export function tellingWords(name: string): string[] {
  const all = tokensOf(name);
  const telling = all.filter((word) => !fillers.has(word));
  return telling.length > 0 ? telling : all;
}

/** How well each wanted word is found among others, in order of the wanted words. */
export const likenessOf = (wanted: readonly string[], among: readonly string[]): number[] =>
  wanted.map((word) => Math.max(0, ...among.map((other) => wordLikeness(word, other))));

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How well a name answers to a wanted one, from 0 to 1. Best where all that is wanted is there and little else; weaker where the name
 * says only a part of what is wanted (`Add` for `Add task`); 0 where either says something that the other does not.
 */
export function nameScore(wanted: string, name: string): number {
  const [want, have] = [tellingWords(wanted), tellingWords(name)];
  if (want.length === 0 || have.length === 0) return 0;
  if (want.join(' ') === have.join(' ')) return 1;
  const found = likenessOf(want, have);
  if (found.every((likeness) => likeness > 0))
    return mean(found) * (0.5 + (0.5 * want.length) / Math.max(want.length, have.length));
  const back = likenessOf(have, want);
  if (back.every((likeness) => likeness > 0)) return mean(back) * (0.3 + (0.3 * have.length) / want.length);
  return 0;
}
