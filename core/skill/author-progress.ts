import * as z from 'zod';
import type { OpenBlock } from '../draft/answer-parts.ts';
import { answerPartSchema, openBlockSchema } from '../draft/answer-parts.ts';

/** How far an attempt has come, in the answers that were not its last: what the next one is told. */
export const progressSchema = z.strictObject({
  /** Finished blocks of the answers so far. */
  parts: z.array(answerPartSchema),
  /** What there is to say of the last answer; null before the first one. */
  last: z
    .discriminatedUnion('because', [
      z.strictObject({ because: z.literal('length'), open: openBlockSchema.nullable() }),
      z.strictObject({ because: z.literal('stream'), open: openBlockSchema.nullable() }),
      z.strictObject({ because: z.literal('missing') }),
      z.strictObject({
        because: z.literal('missed'),
        misses: z.array(z.strictObject({ path: z.string(), why: z.string() })),
      }),
      z.strictObject({ because: z.literal('unreadable'), why: z.string() }),
      z.strictObject({ because: z.literal('unchanged') }),
    ])
    .nullable(),
  /** Paths of the author's own list that have not arrived. */
  missing: z.array(z.string()),
  /** The model whose stream broke last. */
  brokeOff: z.string().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** The progress of an attempt that nothing was written for yet. */
export const noProgress: Progress = { parts: [], last: null, missing: [], brokeOff: null };

/** The last thing that an author is told before it begins, and the one place that says the nonce. */
export function sayHowToBegin(nonce: string, first: 'app' | 'diagnosis'): string {
  return `Begin with <g-${nonce} ${first}>. Every tag of your answer carries the letters ${nonce}.`;
}

/** What an author is told of its last answer; undefined before the first one. */
export function sayProgress(
  nonce: string,
  first: 'app' | 'diagnosis',
  progress: Progress,
): string | undefined {
  const { last } = progress;
  if (last === null) return undefined;
  switch (last.because) {
    case 'length':
      return sayGoOn(
        nonce,
        first,
        progress,
        'The length limit ended your answer; nothing is wrong with it.',
        last.open,
      );
    case 'stream':
      return sayGoOn(
        nonce,
        first,
        progress,
        'The connection broke during your answer; nothing is wrong with it.',
        last.open,
      );
    case 'missing':
      return sayGoOn(
        nonce,
        first,
        progress,
        'Your answer ended before every file of your list had come.',
        null,
      );
    case 'missed':
      return sayMissed(nonce, last.misses);
    case 'unreadable':
      return `Your last answer cannot be used. ${last.why}\n\n${exampleOf(nonce, first)}`;
    case 'unchanged':
      return 'Your last answer changed nothing in any file. Change what makes the step fail; if nothing can, say so in a block `cannot`.';
  }
}

function sayMissed(
  nonce: string,
  misses: readonly { readonly path: string; readonly why: string }[],
): string {
  const [begin] = misses.map(({ path }) => `<g-${nonce} file="${path}">`);
  return [
    'These files cannot be changed as you wrote it:',
    ...misses.map(({ path, why }) => `- ${path}: ${why}`),
    `Give each of them once more, whole, as it is to be, and nothing else. Begin with ${begin}.`,
  ].join('\n');
}

function sayGoOn(
  nonce: string,
  first: 'app' | 'diagnosis',
  { parts, missing }: Progress,
  what: string,
  open: OpenBlock | null,
): string {
  const arrived = parts.flatMap((part) => (part.kind === 'block' ? [] : [part.path]));
  return [
    what,
    ...(arrived.length === 0 ? [] : [`These arrived whole: ${arrived.join(', ')}.`]),
    ...(open === null
      ? []
      : [`This did not; write it again from its first line: ${open.value || open.name}.`]),
    ...(missing.length === 0 ? [] : [`Still missing from your list: ${missing.join(', ')}.`]),
    `Go on with the same tags and repeat nothing that arrived.${sayNext(nonce, first, { parts, missing }, open)}`,
  ].join('\n');
}

function sayNext(
  nonce: string,
  first: 'app' | 'diagnosis',
  { parts, missing }: Pick<Progress, 'parts' | 'missing'>,
  open: OpenBlock | null,
): string {
  if (parts.length === 0) return ` Begin with <g-${nonce} ${first}>.`;
  const next = open ?? (missing[0] === undefined ? null : { name: 'file', value: missing[0] });
  if (next === null) return '';
  return ` Begin with <g-${nonce} ${next.value === '' ? next.name : `${next.name}="${next.value}"`}>.`;
}

function exampleOf(nonce: string, first: 'app' | 'diagnosis'): string {
  const head =
    first === 'app'
      ? `<g-${nonce} app>{"slug": "tea-timer", "title": "Tea timer", "summary": "…", "stack": "static", "files": ["index.html"]}</g-${nonce}>`
      : `<g-${nonce} diagnosis>What is wrong, and why.</g-${nonce}>`;
  return [
    'An answer looks like this, and every tag stands alone on its line:',
    head,
    `<g-${nonce} file="index.html">\n<!doctype html>\n…\n</g-${nonce}>`,
    `<g-${nonce} done/>`,
  ].join('\n');
}
