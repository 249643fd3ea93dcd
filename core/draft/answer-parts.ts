import * as z from 'zod';

/** One exact change within an edit: `find` stands once in the file as it was shown, `put` takes its place. */
const changeSchema = z.strictObject({ find: z.string(), put: z.string() });
export type Change = z.infer<typeof changeSchema>;

/** A finished block of an answer: whole files, exact edits, deletions, and everything that is called by its name alone. */
export const answerPartSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string(), content: z.string() }),
  z.strictObject({ kind: z.literal('edit'), path: z.string(), changes: z.array(changeSchema) }),
  z.strictObject({ kind: z.literal('delete'), path: z.string() }),
  z.strictObject({ kind: z.literal('block'), name: z.string(), value: z.string(), text: z.string() }),
]);
export type AnswerPart = z.infer<typeof answerPartSchema>;

/** What is read of an answer: a block began, a piece of it or of what is said aloud came, a block ended, or something was odd and did no harm. */
export type AnswerEvent =
  | { readonly kind: 'began'; readonly name: string; readonly value: string }
  | { readonly kind: 'text'; readonly name: string; readonly value: string; readonly text: string }
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'ended'; readonly part: AnswerPart; readonly by: EndedBy }
  | { readonly kind: 'odd'; readonly remark: string };

/** A block ends by its own closing tag, by the next opening one, or with a whole answer. */
export type EndedBy = 'tag' | 'opening' | 'end';

/** The block that an answer was within: `value` is a file's path. */
export const openBlockSchema = z.strictObject({ name: z.string(), value: z.string() });
export type OpenBlock = z.infer<typeof openBlockSchema>;
