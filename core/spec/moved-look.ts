import type { Check, CheckStep } from '../wire/check.ts';
import { isSameStep, isSameValue } from './fit-check.ts';

type Look = Extract<CheckStep, { do: 'see' | 'gone' | 'changes' | 'count' | 'same' }>;
type Click = Extract<CheckStep, { do: 'click' }>;

const looks: ReadonlySet<CheckStep['do']> = new Set(['see', 'gone', 'changes', 'count', 'same']);
const isLook = (step: CheckStep | undefined): step is Look => step !== undefined && looks.has(step.do);

/** Most clicks that lead to where something is shown. */
const maxDetours = 2;

/**
 * True where `other` is the same check that looks elsewhere: at most two clicks more, each right before a look and on nothing that the check uses
 * itself, and looks that name another part, or one more closely. A look may give its part up only for a text that nothing else in the check is about.
 */
export function isSameElsewhere(check: Check, other: Check): boolean {
  let detours = 0;
  let at = 0;
  for (const step of other.steps) {
    const wanted = check.steps[at];
    if (wanted !== undefined && (isSameStep(wanted, step) || isMoved(wanted, step, check))) at += 1;
    else if (isDetour(step, wanted, check)) detours += 1;
    else return false;
  }
  return at === check.steps.length && detours <= maxDetours;
}

function isMoved(step: CheckStep, other: CheckStep, check: Check): boolean {
  if (step.do !== 'see' && step.do !== 'gone') return false;
  if (other.do !== step.do || !isSameValue(step.what, other.what)) return false;
  return other.in !== undefined || isAboutAlone(step, check);
}

/** Whether no other step types or looks for the text: then it cannot be seen for another reason. */
function isAboutAlone(step: CheckStep & { readonly what: unknown }, { steps }: Check): boolean {
  const texts = textsOf(step.what);
  return steps.every((other) => other === step || !texts.some((text) => mentions(other, text)));
}

const textsOf = (what: unknown): readonly string[] => [what].flat().map((text) => String(text).toLowerCase());

const mentions = (step: CheckStep, text: string): boolean =>
  JSON.stringify(step).toLowerCase().includes(text);

/** A click that leads to what is looked for next; one that takes away, or that the check makes anyway, does the app's own work. */
function isDetour(step: CheckStep, next: CheckStep | undefined, { steps }: Check): step is Click {
  if (step.do !== 'click' || !isLook(next)) return false;
  const names = textsOf(step.what);
  const used = steps.flatMap((other) => (isLook(other) || !('what' in other) ? [] : textsOf(other.what)));
  return !names.some((name) => used.includes(name) || takesAway.test(name));
}

const takesAway = /\b(?:clear|delete|discard|erase|remove|reset|trash)\b/;
