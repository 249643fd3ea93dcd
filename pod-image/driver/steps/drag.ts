import type { Page } from 'playwright-core';
import type { CheckStep } from '../../../core/wire/check.ts';
import { type AriaNode, nodesOf } from '../match/aria-node.ts';
import { alternativesOf, findControl } from '../match/find-control.ts';
import { findRegion, labelOf } from '../match/find-region.ts';
import { shownWords } from '../match/shown-words.ts';
import { type Box, boxOf } from '../page-picture.ts';
import { held, notFound, type StepVerdict, type Trial, until, visitorOf, wrong } from '../trial.ts';
import { said, waitForControl } from './act-on-control.ts';

type DragStep = Extract<CheckStep, { do: 'drag' }>;

/** Drags by the mouse; where nothing moves, the other places that the target's name can mean are tried. */
export async function drag(trial: Trial, { what, to }: DragStep): Promise<StepVerdict> {
  const found = await waitForControl(trial, 'drag', (tree) => sourceOf(tree, what));
  if (found === undefined) return notFound(`nothing called ${said(what)} is there to drag`);
  const targets = await until(trial, (tree) => targetsOf(tree, to));
  if (targets === undefined) return notFound(`nothing called ${said(to)} is there to drag to`);
  const page = (await visitorOf(trial)).page();
  const source = await boxOf(page, found.control.ref ?? '');
  if (source === undefined) return wrong('it cannot be dragged: it is not in view');
  for (const target of targets) {
    if (await dropOn(trial, { ref: found.control.ref ?? '', source }, target)) break;
  }
  return held;
}

/** How long a page may take to show what came of a drop. */
const settleMs = 500;

/** Whether it came to anything: what was dragged is elsewhere, or more or other things are shown, since some boards copy what is dropped. */
async function dropOn(
  trial: Trial,
  { ref, source }: { readonly ref: string; readonly source: Box },
  target: AriaNode,
): Promise<boolean> {
  const page = (await visitorOf(trial)).page();
  const box = await boxOf(page, target.ref ?? '');
  if (box === undefined) return false;
  const before = await until(trial, shownIn);
  await move(page, source, box);
  const moved = await boxOf(page, ref);
  if (moved === undefined || moved.x !== source.x || moved.y !== source.y) return true;
  const hasChanged = (tree: AriaNode, waitedMs: number): boolean | undefined =>
    shownIn(tree) === before ? (waitedMs > settleMs ? false : undefined) : true;
  return (await until(trial, hasChanged)) === true;
}

/** The words on the page but those that only tell how things go: a library says of every drop that it was one. */
const shownIn = (tree: AriaNode): string =>
  shownWords(tree)
    .flatMap(({ word, isStatus }) => (isStatus ? [] : [word]))
    .join(' ');

const sourceOf = (tree: AriaNode, what: string | readonly string[]): AriaNode | undefined =>
  findControl(tree, { use: 'drag', what });

/** The part that is named, the list in it and the last thing in that; a label that is no heading comes first, as its part is a guess. */
export function targetsOf(tree: AriaNode, to: string | readonly string[]): readonly AriaNode[] | undefined {
  const meant = alternativesOf(to).find((text) => findRegion(tree, text) !== undefined);
  const region = meant === undefined ? undefined : findRegion(tree, meant);
  if (meant === undefined || region === undefined) return undefined;
  const label = labelOf([...nodesOf(tree)], meant);
  const list = [...nodesOf(region)].find(({ role }) => role === 'list');
  const inPart = [region, list, list?.children.at(-1)];
  const ordered =
    label === undefined || label.role === 'heading' ? [...inPart, label] : [label, label.parent, ...inPart];
  return ordered.filter((node) => node?.ref !== undefined) as AriaNode[];
}

async function move(page: Page, from: Box, to: Box): Promise<void> {
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 6, y + 6, { steps: 2 });
  await page.mouse.move(to.x + to.width / 2, to.y + Math.min(to.height / 2, 300), { steps: 8 });
  await page.mouse.up();
}
