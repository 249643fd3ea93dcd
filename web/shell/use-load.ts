import { useCallback, useEffect, useState } from 'preact/hooks';
import { isUnanswered } from '../api/api-error.ts';

/** Something that comes from the server: what there is of it, and what went wrong last. */
export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

const askAgainMs = 5_000;

/** Loads again whenever `key` changes or `reload` is called, and what failed when the network is back, or after a while where nobody answered; what was there stays on the screen meanwhile, but never under another key. */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ readonly key: string; readonly data?: T; readonly error?: unknown }>({
    key,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => !abort.signal.aborted && setState({ key, data }),
      (error: unknown) =>
        !abort.signal.aborted &&
        setState((before) => ({ ...(before.key === key ? before : { key }), error })),
    );
    return () => abort.abort();
    // `load` is made anew at every rendering; `key` says when it means something else.
  }, [key, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const isFresh = state.key === key;
  const hasFailed = isFresh && state.error !== undefined;
  useEffect(() => {
    if (!hasFailed) return;
    addEventListener('online', reload);
    const timer = isUnanswered(state.error) ? setTimeout(reload, askAgainMs) : undefined;
    return () => {
      removeEventListener('online', reload);
      clearTimeout(timer);
    };
  }, [hasFailed, state.error, reload]);
  return { data: isFresh ? state.data : undefined, error: isFresh ? state.error : undefined, reload };
}
