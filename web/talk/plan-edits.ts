import type { Plan } from '../../core/wire/chat.ts';

/** What a person changed on the plan's card and Gantry does not know yet. */
export interface PlanEdits {
  readonly removed: ReadonlySet<string>;
  readonly added: readonly string[];
}

export const noEdits: PlanEdits = { removed: new Set(), added: [] };

/** Whether there is anything to tell. */
export const hasEdits = ({ removed, added }: PlanEdits): boolean => removed.size > 0 || added.length > 0;

/** A feature struck out, or taken in again. */
export function toggleFeature(edits: PlanEdits, feature: string): PlanEdits {
  return { ...edits, removed: toggled(edits.removed, feature) };
}

/** A set with a text taken in, or out where it was in. */
export function toggled(set: ReadonlySet<string>, text: string): ReadonlySet<string> {
  return set.has(text) ? new Set([...set].filter((one) => one !== text)) : new Set([...set, text]);
}

/** What is struck of a plan's checks, by their words: never all of them, since one at least stays. */
export function strikesOf(
  { checks }: Pick<Plan, 'checks'>,
  struck: ReadonlySet<string>,
): { readonly words: ReadonlySet<string>; readonly ids: string[] } {
  const all = checks.filter(({ words }) => struck.has(words));
  const some = all.length === checks.length ? all.slice(1) : all;
  return { words: new Set(some.map(({ words }) => words)), ids: some.map(({ id }) => id) };
}

/** A wish added, unless the plan or an earlier wish has it; white space around it does not count. */
export function addFeature(edits: PlanEdits, features: readonly string[], wish: string): PlanEdits {
  const feature = wish.trim();
  const isKnown = [...features, ...edits.added].some((one) => one.toLowerCase() === feature.toLowerCase());
  return feature === '' || isKnown ? edits : { ...edits, added: [...edits.added, feature] };
}

/** A wish taken back. */
export function dropWish(edits: PlanEdits, wish: string): PlanEdits {
  return { ...edits, added: edits.added.filter((one) => one !== wish) };
}

/** The edits as a person would say them: a change never builds, so it is said as one. */
export function sayEdits({ removed, added }: PlanEdits): string {
  return [
    ...[...removed].map((feature) => `Remove ${feature}.`),
    ...added.map((feature) => `Add ${feature}.`),
  ].join(' ');
}
