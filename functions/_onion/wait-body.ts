import { Readable } from 'node:stream';
import { logBug } from './answer-error.ts';

const heartbeatMs = 10_000;

/**
 * A body whose first byte goes out at once and then a space every 10 s, so that no proxy gives up, and at the end the JSON of `result`.
 * Leading spaces are legal JSON. The work is aborted when the client goes.
 */
export function waitBody(result: (signal: AbortSignal) => Promise<unknown>): Readable {
  const gone = new AbortController();
  const body = Readable.from(spacesThen(result(gone.signal)));
  body.once('close', () => gone.abort());
  return body;
}

async function* spacesThen(result: Promise<unknown>): AsyncGenerator<string> {
  yield ' ';
  for (;;) {
    const turn = await Promise.race([result.then(finished, failed), pause()]);
    if (turn === 'waiting') {
      yield ' ';
      continue;
    }
    yield turn.json;
    return;
  }
}

function finished(value: unknown): { readonly json: string } {
  return { json: JSON.stringify(value) };
}

/** The status has gone out already; what is left is to say it in the body. */
function failed(error: unknown): { readonly json: string } {
  logBug(error, 'wait');
  const body = {
    error: { code: 'wait_failed', message: 'Waiting failed; ask GET /gantry/status/{id}.' },
    request_id: 'wait',
  };
  return { json: JSON.stringify(body) };
}

function pause(): Promise<'waiting'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('waiting'), heartbeatMs).unref();
  });
}
