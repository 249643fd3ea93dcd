import { type AriaNode, nodesOf } from './aria-node.ts';

/** How far a number may be from where time alone would have brought it. */
const slackSeconds = 2;

/**
 * Whether a page reads other than before, beyond what a clock on it does by itself in the time between; without a time, no clock was running.
 * A number that jumped further than the time that passed is no clock's.
 */
export function isOtherThanByClock(before: AriaNode, now: AriaNode, elapsedMs: number | undefined): boolean {
  const [then, since] = [linesOf(before), linesOf(now)];
  if (elapsedMs === undefined) return then.join('\n') !== since.join('\n');
  if (then.map(withoutNumbers).join('\n') !== since.map(withoutNumbers).join('\n')) return true;
  const most = elapsedMs / 1_000 + slackSeconds;
  return then.some((line, index) => furthest(numbersOf(line), numbersOf(since[index] ?? '')) > most);
}

/** Whether nothing but numbers is other than before: what runs while nobody does anything is a clock. */
export const hasTicked = (before: AriaNode, now: AriaNode): boolean => {
  const [then, since] = [linesOf(before), linesOf(now)];
  const isSameWords = then.map(withoutNumbers).join('\n') === since.map(withoutNumbers).join('\n');
  return isSameWords && then.join('\n') !== since.join('\n');
};

const linesOf = (page: AriaNode): readonly string[] =>
  [...nodesOf(page)].map(({ role, name, text, isOn, isDisabled }) =>
    JSON.stringify([role, name, text, isOn, isDisabled]),
  );

const number = /\d+(?::\d+)*(?:\.\d+)?/g;
const withoutNumbers = (line: string): string => line.replaceAll(number, '#');

/** `1:05` as 65: minutes and seconds run as one. */
const numbersOf = (line: string): readonly number[] =>
  (line.match(number) ?? []).map((text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0));

const furthest = (left: readonly number[], right: readonly number[]): number =>
  Math.max(0, ...left.map((value, index) => Math.abs(value - (right[index] ?? value))));
