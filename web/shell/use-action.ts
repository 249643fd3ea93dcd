import { useState } from 'preact/hooks';

/** Something that a button does: whether it is being done, and what went wrong. */
export interface Action {
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly run: (work: () => Promise<void>) => void;
}

/** Runs one piece of work at a time; what is asked for meanwhile is not done twice. */
export function useAction(): Action {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: unknown }>({
    isBusy: false,
    error: undefined,
  });
  const run = (work: () => Promise<void>): void => {
    if (state.isBusy) return;
    setState({ isBusy: true, error: undefined });
    work().then(
      () => setState({ isBusy: false, error: undefined }),
      (error: unknown) => setState({ isBusy: false, error }),
    );
  };
  return { ...state, run };
}
