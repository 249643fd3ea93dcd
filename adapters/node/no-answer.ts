/** A stream that gives no answer: one that ended before its end, or for a reason that is none. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(message = 'The stream ended before the answer did.') {
    super(message);
  }
}
