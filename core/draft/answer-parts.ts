/** One exact change within an edit: `find` stands once in the file as it was shown, `put` takes its place. */
export interface Change {
  readonly find: string;
  readonly put: string;
}

/** A finished block of an answer: whole files, exact edits, deletions, and everything that is called by its name alone. */
export type AnswerPart =
  | { readonly kind: 'file'; readonly path: string; readonly content: string }
  | { readonly kind: 'edit'; readonly path: string; readonly changes: readonly Change[] }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'block'; readonly name: string; readonly value: string; readonly text: string };

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
export interface OpenBlock {
  readonly name: string;
  readonly value: string;
}
