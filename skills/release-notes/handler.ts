import type * as z from 'zod';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { afterShipInputSchema, afterShipOutputSchema } from '../../core/skill/hook-inputs.ts';

type Shipped = z.infer<typeof afterShipInputSchema>;

/** Writes release notes from what is on record. */
export const skill = defineSkill({
  input: afterShipInputSchema,
  output: afterShipOutputSchema,
  execute: async ({ input }) => ({
    words: [
      `${input.app.title}: ${input.app.summary}`,
      wishLine(input),
      changeLine(input),
      testLine(input),
    ].join('\n'),
  }),
});

function wishLine({ plan, request }: Shipped): string {
  if (plan === null || plan.features.length === 0) return `Asked for: ${request.slice(0, 400)}`;
  return `Agreed: ${plan.features.join(', ')}.`;
}

function changeLine({ before, files }: Shipped): string {
  if (before === null) return `First version, ${counted(files.length, 'file')}.`;
  const earlier = new Map(before.map((file) => [file.path, file.content]));
  const present = new Set(files.map((file) => file.path));
  const added = files.filter((file) => !earlier.has(file.path));
  const changed = files.filter((file) => earlier.has(file.path) && earlier.get(file.path) !== file.content);
  const removed = before.filter((file) => !present.has(file.path));
  return [
    `Changed: ${listed(changed)}`,
    ...(added.length === 0 ? [] : [`Added: ${listed(added)}`]),
    ...(removed.length === 0 ? [] : [`Removed: ${listed(removed)}`]),
  ].join('\n');
}

const maxListed = 12;

function listed(files: readonly { readonly path: string }[]): string {
  if (files.length === 0) return 'nothing.';
  const named = files.slice(0, maxListed).map((file) => file.path);
  const rest = files.length > maxListed ? ` and ${files.length - maxListed} more` : '';
  return `${named.join(', ')}${rest}.`;
}

function testLine({ tests, coverage_percent: coverage, heals }: Shipped): string {
  const counts =
    tests === null ? 'No tests were counted' : `${tests.passed} of ${counted(tests.total, 'test')} passed`;
  const lines = coverage === null ? '' : `, ${coverage.toFixed(0)} % of lines covered`;
  return `${counts}${lines}${heals === 0 ? '' : `, healed ${heals === 1 ? 'once' : `${heals} times`}`}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
