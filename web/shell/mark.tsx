import type { JSX } from 'preact';

/** Gantry's mark: a crane with its load. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M2.5 4.5h19M5.5 4.5v16M18.5 4.5v16"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
      />
      <path class="mark-load" d="M12 5v4M9 9.5h6v5H9z" />
    </svg>
  );
}
