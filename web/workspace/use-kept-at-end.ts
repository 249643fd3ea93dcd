import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** How near to its end a list counts as being there. */
const nearEndPx = 80;

/** Keeps a list at its end while it grows or its room shrinks, unless its reader scrolled up; another turn brings it there. */
export function useKeptAtEnd(turns: number): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    isAtEnd.current = true;
    return keepAtEnd(element, isAtEnd);
  }, [turns]);
  return list;
}

function keepAtEnd(element: HTMLElement, isAtEnd: { current: boolean }): () => void {
  const follow = (): void => {
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
  };
  const growth = new ResizeObserver(follow);
  const watchAll = (): void => {
    for (const block of [element, ...element.children]) growth.observe(block);
  };
  // A card that takes the place of its skeleton is another element, which grows in its turn.
  const arrivals = new MutationObserver(watchAll);
  let lastTop = element.scrollTop;
  const note = (): void => {
    const isNear = element.scrollTop + element.clientHeight >= element.scrollHeight - nearEndPx;
    // What grew since the list was brought to its end is no reader who scrolled up.
    if (isNear || element.scrollTop < lastTop) isAtEnd.current = isNear;
    lastTop = element.scrollTop;
  };
  arrivals.observe(element, { childList: true });
  element.addEventListener('scroll', note);
  watchAll();
  follow();
  return () => {
    growth.disconnect();
    arrivals.disconnect();
    element.removeEventListener('scroll', note);
  };
}
