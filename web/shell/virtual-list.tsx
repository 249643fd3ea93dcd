import './virtual-list.css';
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { JSX } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** Height of every row; virtual-list.css has the same. */
const rowPx = 20;
const overscan = 24;
/** As near to the end as this counts as being there. */
const endPx = 30;

/** Rows of one height, of which only those in sight are in the page. With `followsEnd` it stays at its end while it grows, until its reader scrolls up. */
export function VirtualList(props: {
  readonly label: string;
  readonly count: number;
  readonly row: (index: number) => JSX.Element;
  /** The row to bring into sight; another object asks again. */
  readonly goal?: { readonly index: number } | undefined;
  readonly followsEnd?: boolean;
}): JSX.Element {
  const { count, goal, followsEnd = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer(scroller, count);
  const wasAtEnd = useRef(true);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element !== null)
      wasAtEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - endPx;
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (followsEnd && wasAtEnd.current && element !== null) element.scrollTop = element.scrollHeight;
  }, [count, followsEnd]);
  useLayoutEffect(() => {
    if (goal !== undefined) list.scrollToIndex(goal.index, { align: 'center' });
  }, [goal, list]);
  const items = list.getVirtualItems();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it
    <section ref={scroller} class="virtual" tabIndex={0} aria-label={props.label} onScroll={onScroll}>
      <div class="virtual-all" style={{ height: `${list.getTotalSize()}px` }}>
        <div class="virtual-rows" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ index }) => props.row(index))}
        </div>
      </div>
    </section>
  );
}

type List = Virtualizer<HTMLDivElement, Element>;

function useVirtualizer(scroller: { readonly current: HTMLDivElement | null }, count: number): List {
  const [, draw] = useReducer((turn: number) => turn + 1, 0);
  const options = {
    count,
    overscan,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(0),
  };
  const [list] = useState<List>(() => new Virtualizer(options));
  list.setOptions(options);
  // The library's own adapters bind it to a component in this way.
  useLayoutEffect(() => list._didMount(), [list]);
  useLayoutEffect(() => list._willUpdate());
  return list;
}
