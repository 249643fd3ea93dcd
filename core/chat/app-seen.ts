import * as z from 'zod';
import { checkIdSchema, checkOutcomeSchema } from '../wire/check.ts';
import { stackSchema } from '../wire/draft.ts';
import { missionStatusSchema } from '../wire/mission.ts';

/** What the consult hook is told of the app that a conversation is about; cut to some 2,000 tokens, each field to a share of its own. */
export const appSeenSchema = z.strictObject({
  title: z.string(),
  /** Null until something of it was put online. */
  slug: z.string().nullable(),
  stack: stackSchema,
  features: z.array(z.string()),
  checks: z.array(
    z.strictObject({
      id: checkIdSchema,
      feature: z.string(),
      words: z.string(),
      outcome: checkOutcomeSchema,
    }),
  ),
  left_out: z.array(z.string()),
  files: z.array(z.string()),
  /** The newest three, oldest first. */
  missions: z.array(
    z.strictObject({
      status: missionStatusSchema,
      asked: z.string(),
      /** Why it failed, in a sentence. */
      failure: z.string().optional(),
    }),
  ),
  is_running: z.boolean(),
});
export type AppSeen = z.infer<typeof appSeenSchema>;

/** Characters that each field may take. */
export const seenLimits = { features: 2_000, checks: 2_800, left_out: 600, files: 700 } as const;
const maxTitle = 80;
const maxWords = 160;
const maxAsked = 240;
const maxFailure = 400;

/** The app within what a model is told of it: what does not fit is left away from the end, and long texts are cut. */
export function seeApp(app: AppSeen): AppSeen {
  return {
    ...app,
    title: cut(app.title, maxTitle),
    features: within(app.features, seenLimits.features),
    checks: within(
      app.checks.map((check) => ({ ...check, words: cut(check.words, maxWords) })),
      seenLimits.checks,
    ),
    left_out: within(
      app.left_out.map((text) => cut(text, maxWords)),
      seenLimits.left_out,
    ),
    files: within(app.files, seenLimits.files),
    missions: app.missions.map(({ status, asked, failure }) => ({
      status,
      asked: cut(asked, maxAsked),
      ...(failure !== undefined && { failure: cut(failure, maxFailure) }),
    })),
  };
}

/** A text that says by its end where it was cut. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;

function within<T>(items: readonly T[], room: number): T[] {
  let used = 0;
  return items.filter((item) => {
    used += JSON.stringify(item).length;
    return used <= room;
  });
}
