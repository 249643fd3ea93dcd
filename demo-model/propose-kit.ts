import type { AppSeen } from '../core/chat/app-seen.ts';
import type { AwaitingPlan, ChatTurn, Consultation } from '../core/wire/chat.ts';
import { kits } from './catalogue.ts';
import { inWords } from './in-words.ts';
import type { AppKit, KitFeature } from './kit.ts';
import { plannedChecks } from './planned-checks.ts';
import type { Wishes } from './understanding/recognise.ts';
import { alsoNamed, readWishes } from './understanding/recognise.ts';

/** What is said, and where the talk stands. */
export interface Heard {
  readonly message: string;
  readonly plan: AwaitingPlan | undefined;
  readonly conversation: readonly ChatTurn[];
  /** The app that the conversation has, or that is being built for it. */
  readonly app?: AppSeen | undefined;
}

/** Named features, and the usual ones where the person did not say no to them. */
export function chosenFeatures(kit: AppKit, { wanted, unwanted, usual }: Wishes): readonly KitFeature[] {
  const isRefused = (feature: KitFeature): boolean =>
    unwanted.includes(feature) || unwanted.some(({ id }) => id === feature.buildsOn);
  return kit.features.filter(
    (feature) => wanted.includes(feature) || (usual.includes(feature) && !isRefused(feature)),
  );
}

/** The plan that a kit makes of a request. */
export function proposeKit(kit: AppKit, message: string, first = 1): Consultation {
  const wishes = readWishes(message, kit);
  const chosen = chosenFeatures(kit, wishes);
  const features = chosen.map((feature) => feature.title);
  const title = wishedTitle(message) ?? kit.title;
  return {
    intent: 'propose',
    reply: `I would build ${title} with ${inWords(features)}.${sayLeftOut(wishes.unknown)}${sayOneAtATime(message, kit)} Shall I build it, or do you want to change something?`,
    title,
    stack: 'static',
    add_features: features,
    remove_features: [],
    checks: plannedChecks(kit, chosen, { isNew: true, first }),
  };
}

/** A second app that is asked for in the same breath is not dropped in silence. */
export function sayOneAtATime(message: string, kit: AppKit): string {
  const others = alsoNamed(message, kit, kits).map((other) => `the ${other.title.toLowerCase()}`);
  return others.length === 0 ? '' : ` One app at a time: ask for ${inWords(others)} when this one is built.`;
}

/** Names plainly what a known app was asked to have and cannot. */
export function sayLeftOut(unknown: readonly string[]): string {
  if (unknown.length === 0) return '';
  return ` Left out, because the built-in demo model does not know it: ${unknown.map((wish) => `“${wish}”`).join(', ')}.`;
}

/** The name that a message gives to the app. */
export function wishedTitle(message: string): string | undefined {
  const match =
    /\b(?:called|named|call it|name it|rename it to|rename it|rename to)\s+["“']?([\p{L}\p{N}][\p{L}\p{N} '&-]{0,39}?)["”']?(?=\s+(?:with|and|that|for|please|now)\b|[,.!?]|$)/iu.exec(
      message,
    );
  return match?.[1]?.trim();
}

/** What joins and what goes, in sentences that begin with a space. */
export function sayChange(added: readonly string[], removed: readonly string[]): string {
  const plus = added.length === 0 ? '' : ` Added: ${inWords(added)}.`;
  const minus = removed.length === 0 ? '' : ` Left out: ${inWords(removed)}.`;
  return plus + minus;
}
