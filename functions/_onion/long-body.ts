import { PassThrough } from 'node:stream';

const beatMs = 10_000;

/** A body that is written over minutes. */
export interface LongBody {
  readonly body: PassThrough;
  /** Aborts when the client is gone. */
  readonly gone: AbortSignal;
  /** Writes a sign of life now and every 10 s until the body ends, so that no proxy gives up on it. */
  readonly keepAlive: () => void;
}

/** Opens a body whose sign of life is `beat`, which its reader must be able to skip. */
export function longBody(beat: string): LongBody {
  const body = new PassThrough();
  const gone = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    if (!body.writableEnded) body.write(beat);
  };
  body.once('close', () => {
    clearInterval(timer);
    gone.abort();
  });
  return {
    body,
    gone: gone.signal,
    keepAlive: () => {
      if (body.writableEnded || body.destroyed) return;
      write();
      timer = setInterval(write, beatMs);
    },
  };
}

/** How long an answer may take to succeed or fail in the ordinary way, before its first byte settles the status. */
const graceMs = 1_000;

/** What a promise comes to within a second, or undefined where that is not known by then; rejects as the promise does. */
export async function withinASecond<T>(pending: Promise<T>): Promise<{ readonly value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), graceMs);
  });
  try {
    return await Promise.race([pending.then((value) => ({ value })), over]);
  } finally {
    clearTimeout(timer);
  }
}
