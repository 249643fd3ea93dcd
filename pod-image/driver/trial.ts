import { errors, type Page } from 'playwright-core';
import type { CheckStep } from '../../core/wire/check.ts';
import type { Server } from './answer-requests.ts';
import type { AriaNode } from './match/aria-node.ts';
import { findRegion } from './match/find-region.ts';
import { hasTicked } from './match/running-clock.ts';
import { type ShownWord, shownWords } from './match/shown-words.ts';
import { wordsOf } from './match/tokens.ts';
import { type Box, boxOf, canvasesOf, pictureDigest } from './page-picture.ts';
import type { PageRecord } from './page-record.ts';
import type { RunningBrowser } from './start-browser.ts';
import { lookAt, openPath, openVisitor, type Visitor } from './visitor.ts';

/** How a step came out; `already` where what was to be seen had been there before anything was done. */
export type StepVerdict =
  | { readonly kind: 'held'; readonly already?: boolean }
  | { readonly kind: 'failed'; readonly reason: 'not-found' | 'wrong'; readonly why: string };

export type FailedVerdict = Extract<StepVerdict, { kind: 'failed' }>;

export const held: StepVerdict = { kind: 'held' };
export const notFound = (why: string): FailedVerdict => ({ kind: 'failed', reason: 'not-found', why });
export const wrong = (why: string): FailedVerdict => ({ kind: 'failed', reason: 'wrong', why });

/** What was there before the actions whose outcome is looked for. */
export interface Baseline {
  readonly tree: AriaNode;
  readonly shown: readonly ShownWord[];
  /** What it looked like, where a later step asks what has changed. */
  readonly pictures: readonly Picture[];
  /** Whether something else was pressed right before, with no look between. */
  readonly followsPress: boolean;
  /** Whether numbers ran by themselves by then; known only where it follows a press and its changes are looked for. */
  readonly hasClock: boolean;
  /** By `performance.now()`. */
  readonly atMs: number;
}

/** What a part of the page, or all of it, looked like. */
export interface Picture {
  readonly of: 'canvas' | 'part' | 'page';
  /** The words that name the part. */
  readonly what: string | undefined;
  readonly box: Box | undefined;
  readonly digest: string;
}

/** One check under way: who uses the app, what was done last, and what was there before it. */
export interface Trial {
  readonly running: RunningBrowser;
  readonly server: Server;
  readonly record: PageRecord;
  readonly stepMs: number;
  readonly visitors: Map<'first' | 'second', Visitor>;
  current: 'first' | 'second';
  /** Where a visitor who comes later begins. */
  path: string;
  baseline: Baseline | undefined;
  /** What was there before the very last action. */
  lastBaseline: Baseline | undefined;
  /** Whether something was looked for since the baseline: the next action makes a new one. */
  hasLooked: boolean;
  /** What later steps ask the changes of. */
  readonly watched: readonly string[];
  lastRef: string | undefined;
  lastAction: CheckStep['do'] | undefined;
  /** What was pressed last, where nothing else was done since. */
  lastPressed: string | undefined;
  hasTriedOpener: boolean;
  /** Whether requests were under way when the page was looked at last. */
  wasBusy: boolean;
  /** The step that comes next, where a page's own question may ask for it before. */
  next: CheckStep | undefined;
  /** Whether the next step has been done by answering the page's question. */
  isNextDone: boolean;
  /** What later steps ask to be the same once the page was left. */
  readonly kept: readonly string[];
  /** What stood there before the page was left last. */
  remembered: ReadonlyMap<string, Remembered>;
}

/** What a part of the page read, and what it looked like where it said nothing but its name. */
export interface Remembered {
  readonly words: string;
  readonly digest: string;
}

/** The visitor whose turn it is. */
export async function visitorOf(trial: Trial): Promise<Visitor> {
  const there = trial.visitors.get(trial.current);
  if (there !== undefined) return there;
  const visitor = await openVisitor(trial.running, trial.server, trial.record);
  trial.visitors.set(trial.current, visitor);
  return visitor;
}

/** Opens a path of the app for the visitor whose turn it is; what is seen from then on is new. */
export async function openFor(trial: Trial, path: string): Promise<void> {
  forgetBefore(trial);
  await openPath(await visitorOf(trial), path, trial.stepMs * 2);
}

/** A page that was just opened had nothing before it. */
export function forgetBefore(trial: Trial): void {
  trial.baseline = undefined;
  trial.lastBaseline = undefined;
  trial.hasLooked = false;
  trial.lastRef = undefined;
  trial.lastAction = undefined;
  trial.lastPressed = undefined;
}

/** An action that is about to be done, and to which control. */
interface Action {
  readonly step: CheckStep['do'];
  readonly ref?: string | undefined;
}

/** Keeps what is there before an action, once for the actions that follow each other. */
export async function beforeAction(trial: Trial, seen: AriaNode, { step, ref }: Action): Promise<void> {
  trial.lastAction = step;
  const isFirst = trial.baseline === undefined || trial.hasLooked;
  const pressed = step === 'click' || step === 'tick' ? ref : undefined;
  const followsPress = !isFirst && pressed !== undefined && ![undefined, pressed].includes(trial.lastPressed);
  trial.lastPressed = pressed;
  const { tree, hasClock } =
    followsPress && trial.next?.do === 'changes'
      ? await watchClock(trial, seen)
      : { tree: seen, hasClock: false };
  const visitor = await visitorOf(trial);
  const pictures = trial.watched.length > 0 ? await picturesOf(visitor.page(), tree, trial.watched) : [];
  const atMs = performance.now();
  const shown = allShown(trial, tree);
  trial.lastBaseline = { tree, shown, pictures, followsPress, hasClock, atMs };
  if (isFirst) trial.baseline = trial.lastBaseline;
  trial.hasLooked = false;
}

/** Longer than a second: most clocks tick once in one. */
const clockMs = 1_300;

/** Whether numbers run while nobody does anything, and the page at the end of the watch. */
async function watchClock(
  trial: Trial,
  seen: AriaNode,
): Promise<{ readonly tree: AriaNode; readonly hasClock: boolean }> {
  let last = seen;
  const ticked = await until(trial, (tree, waitedMs) => {
    const hasClock = hasTicked(last, tree);
    last = tree;
    return hasClock || waitedMs > clockMs ? { tree, hasClock } : undefined;
  });
  return ticked ?? { tree: last, hasClock: false };
}

async function picturesOf(page: Page, tree: AriaNode, watched: readonly string[]): Promise<Picture[]> {
  const parts: Omit<Picture, 'digest'>[] = [{ of: 'page', what: undefined, box: undefined }];
  for (const box of await canvasesOf(page)) parts.push({ of: 'canvas', what: undefined, box });
  for (const what of watched) {
    const ref = findRegion(tree, what)?.ref;
    const box = ref === undefined ? undefined : await boxOf(page, ref);
    if (box !== undefined) parts.push({ of: 'part', what, box });
  }
  const pictures: Picture[] = [];
  for (const part of parts) pictures.push({ ...part, digest: await pictureDigest(page, part.box) });
  return pictures;
}

/** What the page shows, and what it said in dialogs. */
export const allShown = (trial: Trial, part: AriaNode): ShownWord[] => [
  ...shownWords(part),
  ...trial.record.dialogs.flatMap((text) =>
    wordsOf(text).map((word) => ({ word, isOnControl: false, isStatus: true })),
  ),
];

/** How long what an action may still bring about is waited for, where nothing else tells that it is over. */
const settledMs = 1_000;

/** Of a step's time: how long an action waits for a page that never stops asking, and how long a look does. */
const shareOfActions = 0.5;
const shareOfLooks = 0.9;

const isAsking = async (trial: Trial): Promise<boolean> => (await visitorOf(trial)).line.underWay > 0;

/** Whether requests are under way that an action waits for. */
export const isBusy = async (trial: Trial, waitedMs: number): Promise<boolean> =>
  waitedMs <= trial.stepMs * shareOfActions && (await isAsking(trial));

/** Whether the last action has had its time, and the requests that came of it their answers, before the page was looked at. */
export const isSettled = async (trial: Trial, waitedMs: number): Promise<boolean> =>
  waitedMs > settledMs &&
  (waitedMs > trial.stepMs * shareOfLooks || !(trial.wasBusy || (await isAsking(trial))));

const shortestPauseMs = 60;
const longestPauseMs = 250;

/** Looks at the page until an attempt gives something or the step's time is over; the attempt is told how long it has waited. */
export async function until<T>(
  trial: Trial,
  attempt: (tree: AriaNode, waitedMs: number) => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const start = performance.now();
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    trial.wasBusy = await isAsking(trial);
    const tree = await lookOnce(trial);
    const waitedMs = performance.now() - start;
    const found = tree && (await attempt(tree, waitedMs));
    if (found !== undefined) return found;
    if (waitedMs > trial.stepMs || trial.record.end !== undefined) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The page now, or undefined while it goes from one address to the next; a page that does not answer in a step's time hangs. */
async function lookOnce(trial: Trial): Promise<AriaNode | undefined> {
  const visitor = await visitorOf(trial);
  try {
    return await lookAt(visitor, trial.stepMs);
  } catch (error) {
    if (trial.running.isFlooded()) trial.record.endBy('flood');
    if (error instanceof errors.TimeoutError) trial.record.endBy('hang');
    if (trial.running.gone.aborted) trial.record.endBy('crash');
    return undefined;
  }
}
