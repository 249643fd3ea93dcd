import * as z from 'zod';
import type { CheckStep } from '../wire/check.ts';
import { checkStepSchema } from '../wire/check.ts';

/** A step that was read of a line, or why the line is none, in words for the model. */
export type ReadStep = { readonly step: CheckStep } | { readonly why: string };

/** The verbs of the check language, each with the form of its line. */
export const stepForms: Readonly<Record<string, string>> = {
  open: 'open /path',
  fill: 'fill Name of the field = text',
  choose: 'choose Name of the list = option',
  click: 'click Add | Save',
  tick: 'tick Done in Milk, or tick Done off',
  press: 'press Enter',
  drag: 'drag Milk -> Done',
  see: 'see text, or see text in Name of a part',
  gone: 'gone text',
  changes: 'changes Name of what is to look different',
  same: 'same Name of what is to read as it did before a reload',
  count: 'count Name of what is counted = 3',
  reload: 'reload',
  offline: 'offline, or offline off',
  visitor: 'visitor second',
  download: 'download Export holds text',
  call: 'call POST /api/messages {"text": "Hi"} expect 201 holds Hi',
};

type Read = (rest: string) => unknown;

const readers: Readonly<Record<string, Read>> = {
  open: (rest) => ({ path: rest }),
  fill: (rest) => assigned(rest, '=', 'value'),
  choose: (rest) => assigned(rest, '=', 'value'),
  click: (rest) => ({ what: alternatives(rest) }),
  tick: (rest) => onOff(rest),
  press: (rest) => ({ key: rest }),
  drag: (rest) => {
    const [what, to] = split(rest, '->');
    return { what: alternatives(what), to: alternatives(to) };
  },
  see: (rest) => within(rest),
  gone: (rest) => within(rest),
  changes: (rest) => ({ what: alternatives(rest) }),
  same: (rest) => ({ what: alternatives(rest) }),
  count: (rest) => {
    const [what, equals] = split(rest, '=');
    return { what: alternatives(what), equals: Number(equals || Number.NaN) };
  },
  reload: () => ({}),
  offline: (rest) => ({ on: rest !== 'off' }),
  visitor: (rest) => ({ what: rest }),
  download: (rest) => {
    const [what, holds] = split(rest, ' holds ');
    return { what: alternatives(what), ...(holds !== '' && { holds }) };
  },
  call: readCall,
};

/** Verbs that act on something by its name. */
const named: ReadonlySet<string> = new Set(['click', 'tick', 'fill', 'choose', 'drag']);
/** Nobody sees such a name on a page. */
const byPlace =
  /\b(?:first|second|third|last|next|previous|top|bottom|\d+(?:st|nd|rd|th)) (?:row|item|entry|element|line|card|one)\b/i;

/** Reads a line of the check language, such as `fill Amount = 12.50` or `drag Milk -> Done`. */
export function readStep(line: string): ReadStep {
  const text = line.trim();
  const verb = /^[a-z]+/.exec(text)?.[0] ?? '';
  const read = readers[verb];
  const place = byPlace.exec(text)?.[0];
  if (place !== undefined && named.has(verb))
    return {
      why: `"${text}" names ${place} by its place. Name a row by a text in it, such as one that the check typed: \`click Delete Milk\`.`,
    };
  if (read === undefined) return { why: `"${text}" begins with none of ${Object.keys(readers).join(', ')}.` };
  const parsed = checkStepSchema.safeParse({ do: verb, ...(read(text.slice(verb.length).trim()) as object) });
  if (parsed.success) return { step: parsed.data };
  return { why: `"${text}" is not of the form \`${stepForms[verb]}\`: ${z.prettifyError(parsed.error)}` };
}

/** What stands before and after the last of these marks; nothing after where there is none. */
function split(text: string, mark: string): readonly [string, string] {
  const at = text.lastIndexOf(mark);
  return at === -1 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + mark.length).trim()];
}

/** A text as it is, or several of which one will do. */
function alternatives(text: string): string | string[] {
  const all = text
    .split('|')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return all.length > 1 ? all : (all[0] ?? '');
}

/** A value may hold the mark itself: the first one counts. `\n` in it is a line end, as a line of this language holds none. */
function assigned(text: string, mark: string, key: string): object {
  const at = text.indexOf(mark);
  if (at === -1) return { what: alternatives(text) };
  return {
    what: alternatives(text.slice(0, at)),
    [key]: text
      .slice(at + mark.length)
      .trim()
      .replaceAll('\\n', '\n'),
  };
}

function onOff(text: string): object {
  const isOff = / off$/.test(text);
  return { what: alternatives(isOff ? text.slice(0, -4) : text), on: !isOff };
}

function within(text: string): object {
  const [what, place] = split(text, ' in ');
  return place === '' ? { what: alternatives(what) } : { what: alternatives(what), in: alternatives(place) };
}

const callForm = /^([A-Z]+) (\S+)(?: (?!expect\b|holds\b)(.+?))?(?: expect (\d{3}))?(?: holds (.+))?$/;

function readCall(text: string): object {
  const [, method, path, body, status, holds] = callForm.exec(text) ?? [];
  const expected = {
    ...(status !== undefined && { status: Number(status) }),
    ...(holds !== undefined && { holds }),
  };
  return {
    method,
    path,
    ...(body !== undefined && { body: jsonOrText(body) }),
    ...(Object.keys(expected).length > 0 && { expect: expected }),
  };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
