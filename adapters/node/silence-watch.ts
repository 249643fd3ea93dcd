/** How long a stream may be silent. */
export interface SilenceLimits {
  /** Until the answer begins: from the request, and from each sign of life before its first word or thought. */
  readonly firstEventTimeoutMs: number;
  /** Between any two signs of life after that. */
  readonly silenceTimeoutMs: number;
}

/** What is left out is two minutes until the answer begins, and one between two signs. */
export const limitsOf = ({
  firstEventTimeoutMs = 120_000,
  silenceTimeoutMs = 60_000,
}: Partial<SilenceLimits>): SilenceLimits => ({ firstEventTimeoutMs, silenceTimeoutMs });

const inSeconds = (limitMs: number): string => `${Math.round(limitMs / 100) / 10} s`;

/** A server that said nothing for longer than it may. */
export class FellSilent extends Error {
  override readonly name = 'FellSilent';

  constructor(limitMs: number, hadBegun: boolean) {
    const what = hadBegun ? 'Nothing more came' : 'No answer began';
    super(`${what} within ${inSeconds(limitMs)}.`);
  }
}

/** Watches one stream; whatever waits for it ends with the caller's own reason, or with FellSilent. */
export interface SilenceWatch {
  /** Aborted when the caller goes or the stream falls silent; its reason tells which. */
  readonly signal: AbortSignal;
  /** Any sign of life. */
  readonly hears: () => void;
  /** The answer's first word or thought; tell it as often as you like. */
  readonly begins: () => void;
  /** The same promise, which rejects with the signal's reason as soon as there is one. */
  readonly waitFor: <T>(promise: PromiseLike<T>) => Promise<T>;
  readonly end: () => void;
}

/**
 * Begins to wait for an answer. A provider may say at once that it has the request, and then think for a minute before it shows anything. Nothing
 * else limits the time: who speaks steadily may take as long as the caller lets it.
 */
export function watchSilence(limits: SilenceLimits, caller: AbortSignal): SilenceWatch {
  const silence = new AbortController();
  const signal = AbortSignal.any([caller, silence.signal]);
  const startTimer = (limitMs: number, hadBegun: boolean): NodeJS.Timeout =>
    setTimeout(() => silence.abort(new FellSilent(limitMs, hadBegun)), limitMs);
  let hasBegun = false;
  let timer = startTimer(limits.firstEventTimeoutMs, false);
  const hears = (): void => {
    timer.refresh();
  };
  const begins = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    clearTimeout(timer);
    timer = startTimer(limits.silenceTimeoutMs, true);
  };
  const waitFor = async <T>(promise: PromiseLike<T>): Promise<T> => {
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([promise, aborted.promise]);
    } catch (error) {
      // Libraries have names of their own for an abort.
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
  return { signal, hears, begins, waitFor, end: () => clearTimeout(timer) };
}

/** What a stream brings, for as long as its watch has patience; a stream that nobody reads on is let go of. */
export async function* readWatched<T>(stream: AsyncIterable<T>, watch: SilenceWatch): AsyncGenerator<T> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await watch.waitFor(iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a generator that waits for a silent server would end only after it.
    void iterator.return?.()?.catch(() => undefined);
  }
}
