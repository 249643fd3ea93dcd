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

/** Times as all that they begin with, so that `10` and `09` are found in `10:00` and `9:30`, and no number is taken for a minute. */
const apart = (words: readonly string[]): string[] =>
  words.flatMap((word) => {
    if (!/^\d+(?::\d+)+$/.test(word)) return [word];
    const [hour, ...rest] = word.replace(/(?::0+)+$/, '').split(':');
    const parts = [String(Number(hour)), ...rest];
    return parts.map((_, index) => parts.slice(0, index + 1).join(':'));
  });

/** Whether a name begins with just the wanted words. */
export const beginsWith = (name: string, wanted: string): boolean => {
  const have = apart(tellingWords(name));
  return apart(tellingWords(wanted)).every((word, index) => wordLikeness(word, have[index] ?? '') > 0.9);
};

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** `10` for `10:00`: more than for `10:30`, and too little for bare text to be clicked by. */
const sameTime = 0.9;

/**
 * How well a name answers to a wanted one, from 0 to 1. Best where all that is wanted is there and little else; weaker where the name
 * says only a part of what is wanted (`Add` for `Add task`); 0 where either says something that the other does not.
 */
export function nameScore(wanted: string, name: string): number {
  const [want, have] = [tellingWords(wanted), tellingWords(name)];
  if (want.length === 0 || have.length === 0) return 0;
  if (want.join(' ') === have.join(' ')) return 1;
  const [wantApart, haveApart] = [apart(want), apart(have)];
  if (wantApart.join(' ') === haveApart.join(' ')) return sameTime;
  const found = likenessOf(wantApart, haveApart);
  if (found.every((likeness) => likeness > 0))
    return mean(found) * (0.5 + (0.5 * wantApart.length) / Math.max(wantApart.length, haveApart.length));
  const back = likenessOf(have, want);
  if (back.every((likeness) => likeness > 0)) return mean(back) * (0.3 + (0.3 * have.length) / want.length);
  return 0;
}
