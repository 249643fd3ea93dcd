import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { useTitle } from './use-title.ts';

/** A screen with its heading, made fit to be shown, which names the tab and takes the focus when one comes to it. */
export function Screen(props: {
  readonly title: string;
  /** How what it shows stands, for the tab. */
  readonly state?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}): JSX.Element {
  const title = visibleText(props.title);
  useTitle(title, props.state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What is in the screen may have taken the focus already; a link that led here is behind the reader.
    if (!heading.current?.closest('.screen')?.contains(document.activeElement))
      heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
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
