import { useEffect, useRef, useState } from 'preact/hooks';

/** Something that a button does: whether it is being done, and what went wrong. */
export interface Action {
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly run: (work: () => Promise<void>) => void;
}

/** Runs one piece of work at a time; what is asked for meanwhile is not done twice. The focus that its button loses on the way is given back. */
export function useAction(): Action {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: unknown }>({
    isBusy: false,
    error: undefined,
  });
  const holdFocus = useHeldFocus(state.isBusy);
  const run = (work: () => Promise<void>): void => {
    if (state.isBusy) return;
    holdFocus();
    setState({ isBusy: true, error: undefined });
    work().then(
      () => setState({ isBusy: false, error: undefined }),
      (error: unknown) => setState({ isBusy: false, error }),
    );
  };
  return { ...state, run };
}

/** Remembers what has the focus when asked to. A button loses it where it is disabled or goes, and a keyboard would begin at the top of the page. */
function useHeldFocus(isBusy: boolean): () => void {
  const held = useRef<Element | null>(null);
  useEffect(() => {
    if (!isBusy) giveFocus(held.current);
  }, [isBusy]);
  useEffect(
    () => () => {
      const { activeElement, body } = document;
      // It is still on the page at this moment; where it was led to another screen, that has the focus by then.
      if (activeElement === held.current || activeElement === body) setTimeout(() => giveFocus(held.current));
    },
    [],
  );
  return () => {
    held.current = document.activeElement;
  };
}

/** Gives the focus to an element, or to the screen's heading where that is gone, unless something else has it. */
function giveFocus(element: Element | null): void {
  if (element === null || document.activeElement !== document.body) return;
  const target = element.isConnected ? element : document.querySelector('h1');
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
