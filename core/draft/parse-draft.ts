import type * as z from 'zod';
import type { Draft, Heal } from '../wire/draft.ts';
import { draftSchema, healSchema } from '../wire/draft.ts';

/** A model's answer, checked; `problem` is written to be sent back to the model, and names fields without repeating their content. */
type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const maxProblems = 8;

/** Reads the tool input of a first draft or an extension; never repairs it. */
export function parseDraft(toolInput: unknown): Parsed<Draft> {
  return parseWith(draftSchema, 'write_app', toolInput);
}

/** Reads the tool input of a heal; never repairs it. */
export function parseHeal(toolInput: unknown): Parsed<Heal> {
  return parseWith(healSchema, 'heal_app', toolInput);
}

function parseWith<T>(schema: z.ZodType<T>, tool: string, toolInput: unknown): Parsed<T> {
  const parsed = schema.safeParse(toolInput);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: wordProblem(tool, parsed.error.issues) };
}

function wordProblem(tool: string, issues: readonly z.core.$ZodIssue[]): string {
  const lines = issues.slice(0, maxProblems).map((issue) => `- ${fieldName(issue.path)}: ${issue.message}`);
  const rest = issues.length - lines.length;
  if (rest > 0) lines.push(`- and ${rest} more of the kind`);
  return `The input of ${tool} does not fit its schema. Call ${tool} again with the whole input, mended:\n${lines.join('\n')}`;
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the input';
  return path.map(String).join('.');
}
