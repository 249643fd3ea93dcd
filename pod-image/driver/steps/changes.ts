import type { CheckStep } from '../../../core/wire/check.ts';
import { type AriaNode, nodesOf } from '../match/aria-node.ts';
import { alternativesOf } from '../match/find-control.ts';
import { findRegion } from '../match/find-region.ts';
import { isOtherThanByClock } from '../match/running-clock.ts';
import { pictureDigest } from '../page-picture.ts';
import { type Baseline, held, type StepVerdict, type Trial, until, visitorOf, wrong } from '../trial.ts';
import { said } from './act-on-control.ts';
import { blurLate } from './look.ts';

type What = Extract<CheckStep, { do: 'changes' }>['what'];

/**
 * Waits until a part of the page is other than before the last actions, or the very last: its words and states, or its look. Of two presses the
 * second has to do something too: what the first one did, or a clock that it started, is not the second's.
 */
export async function changes(trial: Trial, { what }: { readonly what: What }): Promise<StepVerdict> {
  const { baseline, lastBaseline } = trial;
  trial.hasLooked = true;
  if (baseline === undefined || lastBaseline === undefined)
    return wrong(`nothing was done that could change ${said(what)}`);
  let hasPartChanged = false;
  const isSo = await until(trial, async (tree, waitedMs) => {
    await blurLate(trial, waitedMs);
    hasPartChanged =
      (await isOther(trial, baseline, { tree, what })) ||
      (await isOther(trial, lastBaseline, { tree, what }));
    return hasPartChanged && (await didLastPress(trial, lastBaseline, { tree, what })) ? true : undefined;
  });
  if (isSo === true) return held;
  return wrong(
    hasPartChanged
      ? `${said(what)} changed before the last press, which did nothing`
      : `${said(what)} did not change`,
  );
}

interface Looked {
  readonly tree: AriaNode;
  readonly what: What;
}

const isOther = async (trial: Trial, before: Baseline, now: Looked): Promise<boolean> =>
  readsOther(before, now.tree, now.what) || (await looksOther(trial, before, now));

/** Whether the last press did anything at all, where another came right before it. */
async function didLastPress(trial: Trial, last: Baseline, now: Looked): Promise<boolean> {
  if (!last.followsPress) return true;
  const elapsedMs = last.hasClock ? performance.now() - last.atMs : undefined;
  if (isOtherThanByClock(last.tree, now.tree, elapsedMs)) return true;
  return last.hasClock ? last.pictures.some(({ of }) => of === 'canvas') : looksOther(trial, last, now);
}

const readsOther = (before: Baseline, tree: AriaNode, what: What): boolean =>
  alternativesOf(what).some(
    (text) => stateOf(findRegion(before.tree, text)) !== stateOf(findRegion(tree, text)),
  );

/** Compares what is drawn: canvases where there are any, else the named part where it has no words of its own, else the page. */
async function looksOther(trial: Trial, { pictures }: Baseline, { tree, what }: Looked): Promise<boolean> {
  const named = alternativesOf(what).flatMap((text) =>
    [findRegion(tree, text)].filter((part) => part !== undefined),
  );
  const canvases = pictures.filter((picture) => picture.of === 'canvas');
  const parts = pictures.filter((picture) => picture.of === 'part');
  const drawn =
    named.length === 0
      ? pictures.filter((picture) => picture.of === 'page')
      : named.some(isDrawn)
        ? parts
        : [];
  const page = (await visitorOf(trial)).page();
  for (const { box, digest } of canvases.length > 0 ? canvases : drawn) {
    if ((await pictureDigest(page, box)) !== digest) return true;
  }
  return false;
}

/** What is drawn has no words to compare, or is all that stands under a heading. */
const isDrawn = (node: AriaNode): boolean => {
  const all = [...nodesOf(node)];
  return all.every(({ text }) => text === '') || all.some(({ role }) => role === 'heading');
};

const stateOf = (node: AriaNode | undefined): string =>
  node === undefined
    ? ''
    : JSON.stringify([...nodesOf(node)].map(({ role, name, text, isOn }) => [role, name, text, isOn]));
