import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Gives an element the focus when it comes to the screen; the attribute `autofocus` does so once a page at most. */
export function useFirstFocus<E extends HTMLElement>(isWanted = true): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    if (isWanted) element.current?.focus({ preventScroll: true });
  }, []);
  return element;
}
