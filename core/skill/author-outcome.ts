import * as z from 'zod';
import { answerPartSchema, openBlockSchema } from '../draft/answer-parts.ts';
import { draftSchema } from '../wire/draft.ts';
import { spentSchema } from './model-outcome.ts';

/** What an author wrote: its finished blocks, and what was odd about their form. */
const writtenAnswerSchema = z.strictObject({
  parts: z.array(answerPartSchema),
  odd: z.array(z.string()),
});

/** Why an answer has no end: the length limit, or a stream that broke. */
const cutOffSchema = writtenAnswerSchema.extend({
  because: z.enum(['length', 'stream']),
  /** The provider's own words, where the stream broke. */
  why: z.string().optional(),
  /** The block that it broke off in. */
  open: openBlockSchema.nullable(),
});

/** A whole draft as skills of version 0.1 hand it in, without having asked a model in blocks. */
const wholeDraftSchema = draftSchema.transform(({ app, stack, files, notes, left_out }) => ({
  odd: [],
  parts: [
    block('app', JSON.stringify({ ...app, stack, files: files.map(({ path }) => path) })),
    ...files.map((file) => ({ kind: 'file' as const, ...file })),
    block('notes', notes),
    block('left-out', JSON.stringify(left_out)),
  ],
}));

/** A heal as skills of version 0.1 hand it in: the files that change, whole; null deletes one. */
const wholeHealSchema = z
  .strictObject({
    diagnosis: z.string().min(1).max(4_000),
    files: z.array(z.strictObject({ path: z.string().min(1), content: z.string().nullable() })).min(1),
  })
  .transform(({ diagnosis, files }) => ({
    odd: [],
    parts: [
      block('diagnosis', diagnosis),
      ...files.map(({ path, content }) =>
        content === null ? { kind: 'delete' as const, path } : { kind: 'file' as const, path, content },
      ),
    ],
  }));

function block(name: string, text: string) {
  return { kind: 'block' as const, name, value: '', text };
}

/** What a skill of the hooks draft and heal comes back with. */
export const authorOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answered'),
    answer: z.union([writtenAnswerSchema, wholeDraftSchema, wholeHealSchema]),
    ...spentSchema,
  }),
  z.strictObject({ kind: z.literal('cut-off'), partial: cutOffSchema, ...spentSchema }),
  z.strictObject({ kind: z.literal('refused'), text: z.string(), ...spentSchema }),
  z.strictObject({ kind: z.literal('unreadable'), why: z.string(), ...spentSchema }),
]);
export type AuthorOutcome = z.infer<typeof authorOutcomeSchema>;
