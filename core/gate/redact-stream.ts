import type { Redact } from './redact-secrets.ts';

/** A text that is shown while it comes, without its secrets. */
export interface RedactedStream {
  readonly push: (text: string) => void;
  /** What may be shown now; the last time everything, before that no word that may go on. */
  readonly take: (isLast: boolean) => Promise<string>;
}

/** As long as any secret that is told by its beginning; what was shown is looked at again with what follows it. */
const contextLength = 400;
/** A longer word is shown in pieces: nothing may be kept back for ever. */
const maxHeldLength = 4_096;

/** Redacts across the pieces in which a text comes. Once a secret was found nothing more is shown of this text: what follows may be the rest of it. */
export function redactStream(redact: Redact): RedactedStream {
  let waiting = '';
  let context = '';
  let isClosed = false;
  return {
    push: (text) => {
      if (!isClosed) waiting += text;
    },
    take: async (isLast) => {
      const until = isLast ? waiting.length : lastWordEnd(waiting);
      const text = waiting.slice(0, until);
      waiting = waiting.slice(until);
      if (text === '') return '';
      const redacted = await redact(context + text);
      const whole = (context + text).toWellFormed();
      const shown = context.length;
      context = whole.slice(-contextLength);
      if (redacted === whole) return redacted.slice(shown);
      isClosed = true;
      waiting = '';
      return redacted.slice(Math.min(shown, sharedLength(redacted, whole)));
    },
  };
}

function lastWordEnd(text: string): number {
  const end = text.search(/\S*$/);
  return text.length - end > maxHeldLength ? text.length : end;
}

function sharedLength(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}
