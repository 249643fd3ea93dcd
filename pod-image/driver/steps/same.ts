import type { CheckStep } from '../../../core/wire/check.ts';
import { type AriaNode, nodesOf } from '../match/aria-node.ts';
import { alternativesOf } from '../match/find-control.ts';
import { findRegion } from '../match/find-region.ts';
import { wordsOf } from '../match/tokens.ts';
import { boxOf, pictureDigest } from '../page-picture.ts';
import {
  held,
  isBusy,
  notFound,
  type Remembered,
  type StepVerdict,
  type Trial,
  until,
  visitorOf,
  wrong,
} from '../trial.ts';
import { said } from './act-on-control.ts';

/** How long a part has to stand still to be remembered: what rolls or counts up has come to its end by then. */
const stillMs = 600;

/** Keeps what the page shows in the parts that later steps ask to be the same, before it is left; a part that never stands still is kept as it is at last. */
export async function rememberParts(trial: Trial): Promise<void> {
  if (trial.kept.length === 0 || trial.visitors.size === 0) return;
  let last: { readonly tree: AriaNode; readonly text: string; readonly sinceMs: number } | undefined;
  await until(trial, async (tree, waitedMs) => {
    const text = JSON.stringify(trial.kept.map((name) => readingOf(findRegion(tree, name))));
    const sinceMs = last?.text === text ? last.sinceMs : waitedMs;
    last = { tree, text, sinceMs };
    return waitedMs - sinceMs >= stillMs && !(await isBusy(trial, waitedMs)) ? true : undefined;
  });
  const parts = new Map<string, Remembered>();
  for (const name of last === undefined ? [] : trial.kept) {
    const part = last && findRegion(last.tree, name);
    if (part !== undefined) parts.set(name, await lookClosely(trial, part, name));
  }
  trial.remembered = parts;
}

/** Waits until a part reads as it did before the page was left last; one that says nothing but its name has to look the same. */
export async function same(trial: Trial, { what }: Extract<CheckStep, { do: 'same' }>): Promise<StepVerdict> {
  const names = alternativesOf(what).filter((name) => trial.remembered.has(name));
  if (names.length === 0) return notFound(`nothing called ${said(what)} was there before`);
  let now: readonly Remembered[] = [];
  const isSame = await until(trial, async (tree) => {
    now = [];
    for (const name of names) {
      const part = findRegion(tree, name);
      if (part === undefined) continue;
      const seen = await lookClosely(trial, part, name);
      if (isAlike(seen, trial.remembered.get(name))) return true;
      now = [...now, seen];
    }
    return undefined;
  });
  trial.hasLooked = true;
  if (isSame === true) return held;
  const before = names.map((name) => trial.remembered.get(name));
  return wrong(`${said(what)} ${sayReads('reads', now)}, and ${sayReads('read', before)} before`);
}

const isAlike = (now: Remembered, before: Remembered | undefined): boolean =>
  now.words === before?.words && now.digest === before.digest;

/** A picture is taken only of what says nothing but its name. */
async function lookClosely(trial: Trial, part: AriaNode, name: string): Promise<Remembered> {
  const words = readingOf(part);
  const known = new Set(wordsOf(name));
  const saysMore = wordsOf(words).some((word) => !known.has(word));
  if (saysMore || part.ref === undefined) return { words, digest: '' };
  const page = (await visitorOf(trial)).page();
  const box = await boxOf(page, part.ref);
  return { words, digest: box === undefined ? '' : await pictureDigest(page, box) };
}

/** The words of a part, with those in its fields, and what is ticked or chosen in it. */
const readingOf = (part: AriaNode | undefined): string =>
  part === undefined
    ? ''
    : [...nodesOf(part)]
        .map(({ name, text, isOn }) => [name, text === name ? '' : text, isOn ? '(on)' : ''])
        .map((said) => said.filter((one) => one !== '').join(' '))
        .filter((line) => line !== '')
        .join(' ');

const longestReading = 160;

function sayReads(verb: string, parts: readonly (Remembered | undefined)[]): string {
  const texts = parts.flatMap((part) => (part === undefined ? [] : [part.words.slice(0, longestReading)]));
  const shown = texts.filter((text) => text !== '').join(' | ');
  return parts.length === 0 ? 'is not there' : `${verb}: ${shown || 'nothing'}`;
}
