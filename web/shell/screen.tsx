import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { visibleText } from './visible-text.ts';

/** A screen with its heading, made fit to be shown, which names the tab and takes the focus when one comes to it. */
export function Screen(props: {
  readonly title: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}): JSX.Element {
  const title = visibleText(props.title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null)
      heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${title.slice(0, 60)} · Gantry`;
  }, [title]);
  return (
    <div class={`screen ${props.class ?? ''}`}>
      <header class="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {props.actions}
      </header>
      {props.children}
    </div>
  );
}
