import type { ComponentChildren, JSX } from 'preact';
import { Mark } from './mark.tsx';

/** The head of a page that is not the console: the way back, and what the page is. */
export function PageBar({ children }: { readonly children?: ComponentChildren }): JSX.Element {
  return (
    <header class="page-bar">
      <a class="brand" href="/" aria-label="Gantry, console">
        <Mark />
        <span>Gantry</span>
      </a>
      {children}
    </header>
  );
}
