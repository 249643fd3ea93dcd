import type { Check, CheckStep } from '../wire/check.ts';
import { checkSchema } from '../wire/check.ts';

/** What was looked for and not found: the part of the step that names it. */
type NamedPart = 'what' | 'to' | 'in';

/** The check with another name for what its step did not find, there and wherever else it looks for the same; undefined where the step names nothing. */
export function renameIn(check: Check, index: number, part: NamedPart, name: string): Check | undefined {
  const step = check.steps[index];
  const sought = step === undefined ? undefined : nameAt(step, part);
  if (sought === undefined) return undefined;
  const steps = check.steps.map((other) =>
    sameName(nameAt(other, part), sought) ? { ...other, [part]: withRow(sought, name) } : other,
  );
  return checkSchema.safeParse({ ...check, steps }).data;
}

type Name = string | readonly string[];

/** What one part of a step looks for; undefined where the step has no such part. */
export function nameAt(step: CheckStep, part: NamedPart): Name | undefined {
  return (step as Readonly<Partial<Record<NamedPart, Name>>>)[part];
}

const sameName = (left: Name | undefined, right: Name): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** `Done in Milk` goes on being about Milk. */
function withRow(sought: Name, name: string): string {
  const row = typeof sought === 'string' ? / in .+$/.exec(sought)?.[0] : undefined;
  return name + (row ?? '');
}

/** The part of a step that was not there, as far as the names of the page tell. */
export function missingPart(step: CheckStep, names: readonly string[]): NamedPart | undefined {
  switch (step.do) {
    case 'fill':
    case 'choose':
    case 'click':
    case 'tick':
    case 'same':
      return 'what';
    case 'drag':
      return [step.what].flat().some((name) => names.includes(name)) ? 'to' : 'what';
    case 'see':
    case 'gone':
      return 'in';
    default:
      return undefined;
  }
}

/** Names of parts and controls: they may be other ones. */
const free: Readonly<Partial<Record<CheckStep['do'], readonly string[]>>> = {
  fill: ['what'],
  choose: ['what'],
  click: ['what'],
  tick: ['what'],
  drag: ['to'],
  see: ['in'],
  gone: ['in'],
  changes: ['what'],
  same: ['what'],
  count: ['what'],
  download: ['what'],
};

/**
 * True where `other` is the same check under other names or with its values in another form: as many steps with the same verbs in the same
 * order, and every value the same but for its signs, case and zeros.
 */
export function isSameCheck(check: Check, other: Check): boolean {
  return (
    check.steps.length === other.steps.length &&
    check.steps.every((step, index) => isSameStep(step, other.steps[index] as CheckStep))
  );
}

/** The same verb about the same values; the names of parts and controls may be other ones. */
export function isSameStep(step: CheckStep, other: CheckStep): boolean {
  if (step.do !== other.do) return false;
  const names = free[step.do] ?? [];
  const keys = new Set([...Object.keys(step), ...Object.keys(other)]);
  return [...keys].every((key) => {
    const [left, right] = [step, other].map((one) => (one as Readonly<Record<string, unknown>>)[key]);
    if (names.includes(key)) return (left === undefined) === (right === undefined);
    return isSameValue(left, right);
  });
}

/** The same but for its form: signs, case and zeros. */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return formless(left) === formless(right);
  if (Array.isArray(left) || Array.isArray(right))
    return [right].flat().every((one) => [left].flat().some((known) => isSameValue(known, one)));
  if (Object(left) !== left || Object(right) !== right) return left === right;
  const keys = new Set([...Object.keys(left as object), ...Object.keys(right as object)]);
  return [...keys].every((key) =>
    isSameValue((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
  );
}

/** A text without what is only its form: `$ 1,200.50` and `1200.5`, `2026-12-01` and `1.12.2026`, `Hello!` and `hello`. */
function formless(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  const letters = plain.replaceAll(/[^\p{L}]/gu, '');
  const number = /^\D*(\d[\d.,' ]*)\D*$/.exec(plain)?.[1];
  if (number !== undefined) return `${letters} ${plainNumber(number)}`;
  const parts = (plain.match(/\d+/g) ?? []).map(Number).toSorted((one, two) => one - two);
  return `${letters} ${parts.join(' ')}`;
}

/** One or two digits after the last sign are decimals; every other sign groups thousands. More groups than that are a date. */
function plainNumber(text: string): string {
  const groups = text.split(/[.,' ]/).filter((group) => group !== '');
  const isGrouped = groups.slice(1, -1).every((group) => group.length === 3);
  if (!isGrouped)
    return groups
      .map(Number)
      .toSorted((one, two) => one - two)
      .join(' ');
  const last = groups.at(-1) as string;
  const hasDecimals = groups.length > 1 && last.length < 3;
  return `${Number(hasDecimals ? `${groups.slice(0, -1).join('')}.${last}` : groups.join(''))}`;
}
