import type { AriaNode } from './aria-node.ts';
import { beginsWith, nameScore } from './name-score.ts';

/**
 * The one of several choices that a value means: the one called just so, else the only one that fits best by whole words, those that begin with
 * it first (`10:00` for `10`, `Large (32 cm)` for `Large`); undefined where others fit as well.
 */
export function findChoice(
  choices: readonly AriaNode[],
  value: string,
  leastScore: number,
): AriaNode | undefined {
  const scored = choices
    .map((choice) => ({ choice, score: nameScore(value, choiceName(choice)) }))
    .filter(({ score }) => score >= leastScore);
  const highest = Math.max(...scored.map(({ score }) => score));
  const best = scored.filter(({ score }) => score === highest).map(({ choice }) => choice);
  const exact = best.filter((choice) => choiceName(choice).toLowerCase() === value.toLowerCase());
  const first = best.filter((choice) => beginsWith(choiceName(choice), value));
  return soleOf(best) ?? soleOf(exact) ?? soleOf(first);
}

/** What a choice is called, and chosen by. */
export const choiceName = ({ name, text }: AriaNode): string => name || text;

/** The first of choices that all have one name. */
const soleOf = (choices: readonly AriaNode[]): AriaNode | undefined =>
  new Set(choices.map(choiceName)).size === 1 ? choices[0] : undefined;
