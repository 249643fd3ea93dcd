import type { Locator, Page } from 'playwright-core';
import type { CheckStep } from '../../../core/wire/check.ts';
import { type AriaNode, ancestorsOf, nodesOf } from '../match/aria-node.ts';
import { alternativesOf, findControl, isBox, type Use } from '../match/find-control.ts';
import { findOpener } from '../match/find-opener.ts';
import { oneLine } from '../page-record.ts';
import {
  beforeAction,
  held,
  isBusy,
  notFound,
  type StepVerdict,
  type Trial,
  until,
  visitorOf,
  wrong,
} from '../trial.ts';

type StepOf<D extends CheckStep['do']> = Extract<CheckStep, { do: D }>;

/** What a step names, as a sentence names it. */
export const said = (what: string | readonly string[]): string =>
  alternativesOf(what)
    .map((text) => JSON.stringify(text))
    .join(' or ');

/** Waits for the control that is meant, and for what the page has asked for, as a person does; keeps what was there before it is used. */
export async function waitForControl(
  trial: Trial,
  step: CheckStep['do'],
  find: (tree: AriaNode, waitedMs: number) => AriaNode | undefined | Promise<AriaNode | undefined>,
): Promise<{ readonly control: AriaNode; readonly locator: Locator } | undefined> {
  const control = await until(trial, async (tree, waitedMs) => {
    const found = await find(tree, waitedMs);
    if (found === undefined || (await isBusy(trial, waitedMs))) return undefined;
    await beforeAction(trial, tree, { step, ref: found.ref });
    return found;
  });
  if (control === undefined) return undefined;
  trial.lastRef = control.ref;
  return { control, locator: locatorOf((await visitorOf(trial)).page(), control) };
}

/** What acts on a control: by its reference, or by its role and name where it has none because only its label is drawn. */
function locatorOf(page: Page, control: AriaNode): Locator {
  if (control.ref !== undefined) return page.getByRef(control.ref);
  const root = [...ancestorsOf(control)].at(-1) ?? control;
  const same = [...nodesOf(root)].filter(({ role, name }) => role === control.role && name === control.name);
  const role = control.role as 'checkbox' | 'radio' | 'switch';
  return page.getByRole(role, { name: control.name, exact: true }).nth(same.indexOf(control));
}

const finder =
  (trial: Trial, use: Use, what: string | readonly string[]) =>
  (tree: AriaNode): AriaNode | undefined =>
    findControl(tree, { use, what, nearRef: trial.lastRef });

/** Clicks what is called so. */
export async function click(
  trial: Trial,
  { what }: { readonly what: StepOf<'click'>['what'] },
): Promise<StepVerdict> {
  const found = await waitForControl(trial, 'click', finder(trial, 'click', what));
  if (found === undefined) return notFound(`nothing called ${said(what)} is there to click`);
  // What was opened before may have closed by this.
  trial.hasTriedOpener = false;
  const visitor = await visitorOf(trial);
  visitor.promptAnswer = trial.next?.do === 'fill' ? trial.next.value : undefined;
  const verdict = await press(trial, found.locator, found.control);
  trial.isNextDone = trial.next?.do === 'fill' && visitor.promptAnswer === undefined;
  return verdict;
}

/** Presses a control as a mouse does; one that is only drawn by its label, as a keyboard does. */
export async function press(trial: Trial, locator: Locator, control: AriaNode): Promise<StepVerdict> {
  const isDrawnByLabel = isBox(control);
  try {
    await locator.click({ timeout: isDrawnByLabel ? trial.stepMs / 4 : trial.stepMs });
    return held;
  } catch (error) {
    if (isDrawnByLabel) return pressByKey(trial, locator);
    return wrong(`it cannot be clicked: ${reasonOf(error)}`);
  }
}

async function pressByKey(trial: Trial, locator: Locator): Promise<StepVerdict> {
  try {
    await locator.press('Space', { timeout: trial.stepMs });
    return held;
  } catch (error) {
    return wrong(`it cannot be used: ${reasonOf(error)}`);
  }
}

/** The part of Playwright's words that tells why. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const cause =
    /(\S+ .*intercepts pointer events|element is not (?:visible|enabled|stable|editable)|outside of the viewport)/.exec(
      text,
    )?.[1];
  return oneLine(cause ?? text.split('\n')[0] ?? '');
}

const openerAfterMs = 700;

/** Types a value; where no field is there, the one button that opens a form is tried once. */
export async function fill(trial: Trial, { what, value }: StepOf<'fill'>): Promise<StepVerdict> {
  const found = await waitForControl(trial, 'fill', async (tree, waitedMs) => {
    const field = findControl(tree, { use: 'fill', what, value, nearRef: trial.lastRef });
    if (field === undefined && waitedMs > openerAfterMs) await tryOpener(trial, tree, what);
    return field;
  });
  if (found === undefined) return notFound(`no field called ${said(what)} is there to fill`);
  return type(trial, found.locator, value);
}

async function tryOpener(trial: Trial, tree: AriaNode, what: StepOf<'fill'>['what']): Promise<void> {
  const opener = trial.hasTriedOpener ? undefined : findOpener(tree, what);
  if (opener?.ref === undefined) return;
  trial.hasTriedOpener = true;
  const visitor = await visitorOf(trial);
  await beforeAction(trial, tree, { step: 'click' });
  await visitor
    .page()
    .getByRef(opener.ref)
    .click({ timeout: trial.stepMs })
    .catch(() => undefined);
}

/** Puts a value into a field, key by key where the field takes none at once. */
export async function type(trial: Trial, locator: Locator, value: string): Promise<StepVerdict> {
  try {
    await locator.fill(value, { timeout: trial.stepMs });
    return held;
  } catch (error) {
    if (!/Cannot type text|Malformed value|not an <input>/i.test(String(error)))
      return wrong(`it cannot be filled: ${reasonOf(error)}`);
  }
  try {
    await locator.pressSequentially(value, { timeout: trial.stepMs });
    return held;
  } catch (error) {
    return wrong(`it cannot be filled: ${reasonOf(error)}`);
  }
}

/** Puts a box into the wanted state. */
export async function tick(trial: Trial, { what, on }: StepOf<'tick'>): Promise<StepVerdict> {
  const found = await waitForControl(trial, 'tick', finder(trial, 'tick', what));
  if (found === undefined) return notFound(`nothing called ${said(what)} is there to tick`);
  return found.control.isOn === on ? held : press(trial, found.locator, found.control);
}

/** Presses a key wherever the page's focus is. */
export async function pressKey(trial: Trial, { key }: StepOf<'press'>): Promise<StepVerdict> {
  const visitor = await visitorOf(trial);
  await until(trial, async (tree) => {
    await beforeAction(trial, tree, { step: 'press' });
    return true;
  });
  try {
    await visitor.page().keyboard.press(keyOf(key));
    return held;
  } catch {
    return notFound(`there is no key called ${JSON.stringify(key)}`);
  }
}

const keys: Readonly<Record<string, string>> = {
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  enter: 'Enter',
  return: 'Enter',
  esc: 'Escape',
  escape: 'Escape',
  space: 'Space',
  spacebar: 'Space',
  tab: 'Tab',
  delete: 'Delete',
  backspace: 'Backspace',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
};

/** A key by the name that people give it. */
export const keyOf = (name: string): string => keys[name.toLowerCase().replaceAll(/[\s_-]/g, '')] ?? name;
