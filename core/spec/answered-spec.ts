import * as z from 'zod';
import type { Check, CheckStep } from '../wire/check.ts';
import { checkWordsSchema } from '../wire/check.ts';
import { cannotSchema, leftOutSchema, stackSchema } from '../wire/draft.ts';
import { needsSchema } from '../wire/spec.ts';
import { readStep } from './read-steps.ts';

/** Most steps of a check that act or look, most lines with those that only say as whom and where, and most checks that a new app's spec has. */
const maxSteps = 8;
const maxLines = 12;
const maxNewChecks = 12;

/** Steps that say as whom and where it goes on. */
const aside = /^\s*(?:reload|offline|visitor)\b/;

/** A check as a model writes it: its steps are lines. */
const answeredCheckSchema = checkWordsSchema.extend({
  core: z.boolean().default(false),
  steps: z
    .array(z.string().min(1).max(400))
    .min(1)
    .max(maxLines, `At most ${maxLines} lines: try one thing a check.`)
    .refine(
      (lines) => lines.filter((line) => !aside.test(line)).length <= maxSteps,
      `At most ${maxSteps} steps beside reload, offline and visitor: leave out what a later step shows anyway, and try one thing a check.`,
    ),
});

/** What a model gives for a spec. Checks of an app that is extended stay unless they are given anew under their id, or dropped. */
export const answeredSpecSchema = z.strictObject({
  title: z.string().min(1).max(80),
  stack: stackSchema,
  features: z.array(z.string().min(1).max(120)).max(40),
  needs: needsSchema.default({ data: false, secrets: [], origins: [] }),
  left_out: z.array(leftOutSchema).max(20).default([]),
  checks: z
    .array(answeredCheckSchema)
    .max(maxNewChecks)
    .superRefine((checks, context) => {
      for (const [index, check] of checks.entries())
        for (const why of faultsOf(check))
          context.addIssue({ code: 'custom', path: [index], message: why, input: check });
    }),
  dropped: z.array(z.strictObject({ id: z.string(), why: z.string().min(1).max(300) })).default([]),
});
export type AnsweredSpec = z.infer<typeof answeredSpecSchema>;
type AnsweredCheck = z.infer<typeof answeredCheckSchema>;

/** A spec, or why there is none. */
export const specAnswerSchema = z.union([answeredSpecSchema, z.strictObject({ cannot: cannotSchema })]);

/** What keeps a check from being run, or from showing anything. */
function faultsOf({ id, steps }: AnsweredCheck): readonly string[] {
  const read = steps.map(readStep);
  const wrong = read.flatMap((one) => ('why' in one ? [`Check ${id}: ${one.why}`] : []));
  if (wrong.length > 0) return wrong;
  const given = stepsOf(steps);
  return [
    ...(given.some(isPositive)
      ? []
      : [`Check ${id} shows nothing: it needs a step see, changes, count, download or call.`]),
    ...(hasNothingBefore(given)
      ? [`Check ${id} asks what is the same, and same as when: \`same\` follows a reload, visitor or open.`]
      : []),
  ];
}

/** Whether the page was never left before something on it is asked to be the same. */
function hasNothingBefore(steps: readonly CheckStep[]): boolean {
  const first = steps.findIndex((step) => step.do === 'same');
  return first !== -1 && !steps.slice(0, first).some(leavesPage);
}

/** An address that is opened first is where the check begins. */
const leavesPage = (step: CheckStep, index: number): boolean =>
  step.do === 'reload' || step.do === 'visitor' || (step.do === 'open' && index > 0);

/** A step that can only hold where something is there. */
function isPositive(step: CheckStep): boolean {
  switch (step.do) {
    case 'see':
    case 'changes':
    case 'download':
    case 'call':
      return true;
    case 'count':
      return step.equals > 0;
    default:
      return false;
  }
}

const stepsOf = (lines: readonly string[]): CheckStep[] =>
  lines
    .map(readStep)
    .filter((read) => 'step' in read)
    .map(({ step }, index, all) =>
      asTyped(
        step,
        all.slice(0, index).flatMap(({ step: earlier }) => typedBy(earlier)),
      ),
    );

const typedBy = (step: CheckStep): string[] => ('value' in step ? [step.value.toLowerCase()] : []);

/** `Town hall in June` that the check typed itself is one text, and no text within a part of the page. */
function asTyped(step: CheckStep, typed: readonly string[]): CheckStep {
  if ((step.do !== 'see' && step.do !== 'gone') || step.in === undefined) return step;
  const whole = `${[step.what].flat().join(' | ')} in ${[step.in].flat().join(' | ')}`;
  if (!typed.some((value) => value.includes(whole.toLowerCase()))) return step;
  const { in: _, ...rest } = step;
  return { ...rest, what: whole };
}

/** A check with its steps read; the schema has refused every line that is none. */
export function readCheck({ steps, ...check }: AnsweredCheck): Check {
  return { ...check, steps: stepsOf(steps) };
}
