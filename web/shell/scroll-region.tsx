import type { ComponentChildren, JSX } from 'preact';

/** Something wider than its place, such as a table: it scrolls by itself, for the keyboard too. */
export function ScrollRegion(props: {
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it
    <section class="scroller" tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
