import { answerError } from './answer-error.ts';
import { functionConfig } from './config.ts';
import type { Reply } from './endpoint.ts';
import { longBody, withinASecond } from './long-body.ts';

/** An answer that may take minutes to be known. */
export interface LongWork {
  readonly result: (gone: AbortSignal) => Promise<unknown>;
  readonly requestId: string;
  /** Whether the status waits a second for a result or an error; otherwise the first byte goes out at once. */
  readonly mayBeQuick: boolean;
}

/**
 * The JSON of a result that may take minutes: a space at once and every 10 s, which is legal JSON and keeps proxies from giving up, and then
 * the result. The status is 200 by then, so a late error stands in the body, in the contract's form. Buffered APIs get the plain result.
 */
export async function longJson({ result, requestId, mayBeQuick }: LongWork): Promise<Reply> {
  const { body, gone, keepAlive } = longBody(' ');
  const pending = result(gone);
  if (!functionConfig().responseStreaming) return { json: await pending };
  const quick = mayBeQuick ? await withinASecond(pending) : undefined;
  if (quick !== undefined) return { json: quick.value };
  keepAlive();
  pending.then(
    (value) => body.end(JSON.stringify(value)),
    // Who has left is told nothing, and is no bug.
    (error: unknown) => body.end(gone.aborted ? undefined : answerError(error, requestId).body),
  );
  return { status: 200, contentType: 'application/json', body };
}
