import type { JSX } from 'preact';
import { attemptLabel } from './attempts.ts';

/** Which attempt is looked at; shows nothing where there is only one. */
export function AttemptChoice(props: {
  readonly attempts: readonly number[];
  readonly attempt: number;
  readonly onChoose: (attempt: number) => void;
}): JSX.Element | null {
  if (props.attempts.length < 2) return null;
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">Attempt</legend>
      {props.attempts.map((attempt) => (
        <button
          key={attempt}
          class="button button-small"
          type="button"
          aria-pressed={attempt === props.attempt}
          onClick={() => props.onChoose(attempt)}
        >
          {attemptLabel(attempt)}
        </button>
      ))}
    </fieldset>
  );
}
