import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Keeps a scrolling block at its end while `content` grows, unless its reader scrolled up; with undefined it is left alone. */
export function useStuckToEnd<E extends HTMLElement>(content: unknown): RefObject<E | null> {
  const block = useRef<E>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    const element = block.current;
    if (element === null || content === undefined) return;
    // Compared with the height before this growth: one who was at the end then wants to be at the end now.
    const wasAtEnd = element.scrollTop + element.clientHeight >= height.current - 24;
    if (wasAtEnd) element.scrollTop = element.scrollHeight;
    height.current = element.scrollHeight;
  }, [content]);
  return block;
}
