import type { CheckStep } from '../../../core/wire/check.ts';
import type { AriaNode } from '../match/aria-node.ts';
import { countsOf } from '../match/count-things.ts';
import { alternativesOf } from '../match/find-control.ts';
import { findPart } from '../match/find-region.ts';
import { countShown, type Occurrences, shownWords } from '../match/shown-words.ts';
import {
  allShown,
  type Baseline,
  held,
  isSettled,
  notFound,
  type StepVerdict,
  type Trial,
  until,
  visitorOf,
  wrong,
} from '../trial.ts';
import { said } from './act-on-control.ts';

type StepOf<D extends CheckStep['do']> = Extract<CheckStep, { do: D }>;

const nothing: Occurrences = { inText: 0, onControls: 0, inStatus: 0 };
const blurAfterMs = 400;

/**
 * Looks for a text. What had been there before the last actions counts only as running text, and is said; what had been there before the very
 * last one counts once that has settled, since it may be what takes it away.
 */
export async function see(trial: Trial, { what, in: where }: StepOf<'see'>): Promise<StepVerdict> {
  let places: readonly Part[] = [];
  const verdict = await until(trial, async (tree, waitedMs): Promise<StepVerdict | undefined> => {
    await blurLate(trial, waitedMs);
    const parts = partsOf(tree, where);
    if (parts.length === 0) return undefined;
    places = parts;
    const seen = parts.flatMap((part) => alternativesOf(what).map((text) => howSeen(trial, part, text)));
    if (seen.includes('new')) return held;
    if (!(await isSettled(trial, waitedMs))) return undefined;
    if (seen.includes('still')) return held;
    return seen.includes('already') ? { kind: 'held', already: true } : undefined;
  });
  trial.hasLooked = true;
  if (verdict !== undefined) return verdict;
  return where === undefined || places.length > 0
    ? wrong(`${said(what)} is not shown${readingOf(where, places)}`)
    : notFound(`nothing called ${said(where)} is there to look in`);
}

const longestReading = 160;

/** What stands where was looked, so that whoever wrote the page knows which part was taken for it. */
function readingOf(where: StepOf<'see'>['in'], parts: readonly Part[]): string {
  if (where === undefined) return '';
  const readings = parts.map(({ node }) => shownWords(node).map(({ word }) => word));
  const texts = new Set(readings.map((words) => words.join(' ').slice(0, longestReading)));
  return ` in ${said(where)}, which reads: ${[...texts].join(' | ') || 'nothing'}`;
}

/** A part of the page to look in: all of it, or what a name means. */
interface Part {
  readonly name: string | undefined;
  readonly node: AriaNode;
}

/** The parts that a step looks in: those of its names that mean one, or else the page. */
function partsOf(tree: AriaNode, where: StepOf<'see'>['in']): readonly Part[] {
  if (where === undefined) return [{ name: undefined, node: tree }];
  return alternativesOf(where).flatMap((name) => {
    const node = findPart(tree, name);
    return node === undefined ? [] : [{ name, node }];
  });
}

/** `new` since the last action, `still` there after it, `already` there before all of them. */
function howSeen(trial: Trial, part: Part, text: string): 'new' | 'still' | 'already' | 'not' {
  const now = countShown(allShown(trial, part.node), text);
  const isMoreThan = (before: Occurrences): boolean =>
    now.inText + now.inStatus > before.inText + before.inStatus || now.onControls > before.onControls;
  if (isMoreThan(shownBefore(trial, trial.baseline, { text, where: part.name })))
    return isMoreThan(shownBefore(trial, trial.lastBaseline, { text, where: part.name })) ? 'new' : 'still';
  return now.inText + now.inStatus > 0 ? 'already' : 'not';
}

function shownBefore(
  trial: Trial,
  before: Baseline | undefined,
  { text, where }: { readonly text: string; readonly where: string | undefined },
): Occurrences {
  if (before === undefined) return nothing;
  if (where === undefined) return countShown(before.shown, text);
  const part = findPart(before.tree, where);
  return part === undefined ? nothing : countShown(allShown(trial, part), text);
}

/** Many fields are read when they are left, and a person would leave it before looking. */
export async function blurLate(trial: Trial, waitedMs: number): Promise<void> {
  if (trial.lastAction !== 'fill' || waitedMs < blurAfterMs) return;
  trial.lastAction = undefined;
  const visitor = await visitorOf(trial);
  await visitor
    .page()
    .keyboard.press('Tab')
    .catch(() => undefined);
}

/**
 * Waits until a text is shown nowhere but in lines that tell what happened; of several parts that are there, it will do to have left one. What was
 * not there before may be on its way, so that is waited for.
 */
export async function gone(trial: Trial, { what, in: where }: StepOf<'gone'>): Promise<StepVerdict> {
  const texts = alternativesOf(what);
  const isGone = await until(trial, async (tree, waitedMs) => {
    await blurLate(trial, waitedMs);
    const parts = partsOf(tree, where);
    const without = parts.filter(
      ({ node }) => !texts.some((text) => isThere(countShown(allShown(trial, node), text))),
    );
    const wasLeft = without.some(({ name: where }) =>
      texts.some((text) => isThere(shownBefore(trial, trial.baseline, { text, where }))),
    );
    if (parts.length === 0 || (!wasLeft && without.length < parts.length)) return undefined;
    return wasLeft || (await isSettled(trial, waitedMs)) ? true : undefined;
  });
  trial.hasLooked = true;
  return isGone === undefined ? wrong(`${said(what)} is still shown`) : held;
}

const isThere = ({ inText, onControls }: Occurrences): boolean => inText + onControls > 0;

/** Waits until there are so many. */
export async function count(trial: Trial, { what, equals }: StepOf<'count'>): Promise<StepVerdict> {
  let last: readonly number[] = [];
  const isSo = await until(trial, (tree) => {
    last = alternativesOf(what).flatMap((text) => countsOf(tree, text));
    return last.includes(equals) ? true : undefined;
  });
  trial.hasLooked = true;
  return isSo === undefined ? wrong(`there are ${last[0] ?? 0} of ${said(what)}, not ${equals}`) : held;
}
