import * as z from 'zod';
import type { LeftOut, SourceFile } from '../wire/draft.ts';
import { cannotSchema, leftOutSchema, plannedAppSchema } from '../wire/draft.ts';
import type { AnswerPart, Change } from './answer-parts.ts';
import type { Written } from './written.ts';

/** What an answer's parts come to. `problem` is what keeps it from being read, in words for the model; `remarks` are odd and do no harm. */
export interface Collected {
  readonly written: Written;
  readonly remarks: readonly string[];
  readonly problem: string | undefined;
}

interface Collecting {
  readonly files: Map<string, string>;
  readonly edits: Map<string, readonly Change[]>;
  readonly deletes: Set<string>;
  readonly blocks: Map<string, string>;
  readonly disputes: { check: string; why: string }[];
  readonly remarks: string[];
  problem: string | undefined;
}

const maxNotesLength = 4_000;
const maxLeftOut = 20;

/** Puts an answer's parts together, those of all its passes in their order: what came later for a path takes the place of what came before. */
export function collectWritten(parts: readonly AnswerPart[]): Collected {
  const into: Collecting = {
    files: new Map(),
    edits: new Map(),
    deletes: new Set(),
    blocks: new Map(),
    disputes: [],
    remarks: [],
    problem: undefined,
  };
  for (const part of parts) collect(into, part);
  const left_out = readLeftOut(into);
  const app = readApp(into);
  const cannot = readCannot(into);
  const written = {
    ...(app && { app }),
    ...textOf(into, 'diagnosis'),
    files: [...into.files].map(([path, content]): SourceFile => ({ path, content })),
    edits: [...into.edits].map(([path, changes]) => ({ path, changes })),
    deletes: [...into.deletes],
    ...textOf(into, 'notes'),
    left_out,
    ...(cannot && { cannot }),
    disputes: into.disputes,
  };
  return { written, remarks: [...new Set(into.remarks)], problem: into.problem };
}

function collect(into: Collecting, part: AnswerPart): void {
  if (part.kind === 'block') collectBlock(into, part);
  else if (part.path.trim() === '') into.problem ??= `A ${part.kind} tag names no path.`;
  else if (part.kind === 'file') collectFile(into, part);
  else if (part.kind === 'delete') into.deletes.add(part.path);
  else if (part.changes.length === 0) into.remarks.push(`The edit of ${part.path} holds no change.`);
  else into.edits.set(part.path, [...(into.edits.get(part.path) ?? []), ...part.changes]);
}

function collectBlock(
  into: Collecting,
  { name, value, text }: Extract<AnswerPart, { readonly kind: 'block' }>,
): void {
  if (name === 'dispute') into.disputes.push({ check: value, why: text.trim() });
  else into.blocks.set(name, text.trim());
}

function collectFile(
  into: Collecting,
  { path, content }: Extract<AnswerPart, { readonly kind: 'file' }>,
): void {
  if (into.files.has(path)) into.remarks.push(`${path} came twice; the later one counts.`);
  into.edits.delete(path);
  into.deletes.delete(path);
  into.files.set(path, withoutFence(path, content));
}

/** A fence around a whole file is the model's habit and no part of it; in Markdown it may be. */
function withoutFence(path: string, content: string): string {
  if (/\.(?:md|markdown|mdx)$/i.test(path)) return content;
  const lines = content.split('\n');
  const last = lines.at(-1) === '' ? lines.length - 2 : lines.length - 1;
  const [opening] = lines as [string];
  if (last < 1 || !/^```[\w+-]*\s*$/.test(opening) || lines[last]?.trim() !== '```') return content;
  if (lines.slice(1, last).some((line) => line.trimStart().startsWith('```'))) return content;
  return lines
    .slice(1, last)
    .map((line) => `${line}\n`)
    .join('');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readApp(into: Collecting): Written['app'] {
  const text = into.blocks.get('app');
  if (text === undefined) return undefined;
  const parsed = plannedAppSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  into.problem ??= `The app block is not what it must be: ${z.prettifyError(parsed.error)}`;
  return undefined;
}

/** What cannot be built is never lost for its form: plain words will do. */
function readCannot({ blocks }: Collecting): Written['cannot'] {
  const text = blocks.get('cannot');
  if (text === undefined) return undefined;
  const parsed = cannotSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  return { why: text.slice(0, 1_000) || 'This cannot be built here.', nearest: '' };
}

function readLeftOut({ blocks, remarks }: Collecting): LeftOut[] {
  const text = blocks.get('left-out');
  if (text === undefined || text === '') return [];
  const parsed = z.array(leftOutSchema).safeParse(parseJson(text));
  if (parsed.success) return parsed.data.slice(0, maxLeftOut);
  remarks.push('What was left out is told in a form that cannot be read; it stands in the notes.');
  blocks.set('notes', [blocks.get('notes'), `Left out: ${text}`].filter(Boolean).join('\n\n'));
  return [];
}

function textOf({ blocks }: Collecting, name: 'diagnosis' | 'notes'): Partial<Record<typeof name, string>> {
  const text = blocks.get(name);
  return text === undefined ? {} : { [name]: text.slice(0, maxNotesLength) };
}
