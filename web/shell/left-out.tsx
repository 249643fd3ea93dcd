import type { JSX } from 'preact';
import type { LeftOut as Item } from '../../core/wire/draft.ts';
import { visibleText } from '../../core/wire/visible-text.ts';

/** What was asked for and is not there, each with why; nothing where all of it is. */
export function LeftOut({ items }: { readonly items: readonly Item[] }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <ul class="left-out small" aria-label="Left out">
      {items.map(({ what, why }) => (
        <li key={what}>
          Left out: {visibleText(what)}. <span class="muted">{visibleText(why)}</span>
        </li>
      ))}
    </ul>
  );
}
