import type { Attempt } from './attempt.ts';
import type { CheckStanding } from './check-standing.ts';
import { checkStanding, countStanding, failing } from './check-standing.ts';
import { leftOutOf } from './left-out.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';

const maxNamed = 3;

/** A sentence without its end, so that another clause can follow. */
export const withoutStop = (text: string): string => text.trim().replace(/[.!?]+$/, '');

/** Texts as one list, each without its full stop; the rest is counted. */
export function listed(texts: readonly string[]): string {
  const named = texts.slice(0, maxNamed).map(withoutStop);
  const rest = texts.length > maxNamed ? `; and ${texts.length - maxNamed} more` : '';
  return `${named.join('; ')}${rest}`;
}

/** Whether there are checks that a browser should have tried and none was there. */
export function isUntried(mission: Mission): boolean {
  return checkStanding(mission).checks.some(({ outcome }) => outcome === 'not-run');
}

/** How much of an app works, what of it does not, and what its owner does without; nothing where all of it works. Begins with a space. */
export function sayStanding(mission: Mission): string {
  const shown = checkStanding(mission);
  const { held, total, waived } = countStanding(shown);
  const broken = failing(shown);
  const without = shown.checks.filter(({ outcome }) => outcome === 'waived');
  return [
    isUntried(mission) ? ' Not tried in a browser.' : '',
    broken.length === 0
      ? ''
      : ` ${held} of ${total - waived} work. What does not: ${listed(wordsOf(broken))}.`,
    mission.restored === undefined ? '' : ` ${sayRestored(mission.restored)}`,
    without.length === 0 ? '' : ` Done without: ${listed(wordsOf(without))}.`,
  ].join('');
}

/** Why an app stayed as it was before it was to be mended, in one sentence. */
export function sayRestored({ failure }: NonNullable<Mission['restored']>): string {
  if (failure.kind === 'budget') return 'The money was spent before this could be mended.';
  const wasTried = failure.kind === 'code' || failure.kind === 'resource' || failure.kind === 'policy';
  return wasTried ? 'A try to mend this broke more and was left out.' : 'This could not be mended.';
}

/** That a fault did not show where it was tried. */
export const sayNotShown = ({ words }: NonNullable<Mission['notShown']>): string =>
  `I tried it: ${withoutStop(words)}, and it worked here. Nothing was changed.`;

/** What whoever asked for it will miss; begins with a space. */
export function sayLeftOut(mission: Mission): string {
  const items = leftOutOf(mission).map(({ what }) => what);
  return items.length === 0 ? '' : ` Left out: ${listed(items)}.`;
}

const wordsOf = (checks: readonly CheckStanding[]): readonly string[] => checks.map(({ words }) => words);

/** The places outside that gave no answer when they were asked for real. */
export const silentPlaces = (asked: Attempt['asked']): readonly string[] =>
  (asked?.places ?? []).filter(({ outcome }) => outcome === 'silent').map(({ origin }) => origin);

/** What an app talks to that could not be seen to answer; begins with a space. */
export function saySilent(mission: Mission): string {
  const names = silentPlaces(currentAttempt(mission).asked).map((origin) => new URL(origin).host);
  return names.length === 0 ? '' : ` It talks to ${listed(names)}, where nobody answered just now.`;
}

/** What the owner sets before the app can go live. Begins with a space. */
export function sayUnset(names: readonly string[] = []): string {
  return names.length === 0 ? '' : ` Before it goes live, set ${listed(names)} on the app's page.`;
}
