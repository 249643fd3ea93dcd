import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** A button that asks once more before it does what cannot be done unseen; `label` says what, for a screen reader too. */
export function ConfirmButton(props: {
  readonly children: string;
  readonly confirm: string;
  readonly label: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
}): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const sure = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsking) sure.current?.focus();
  }, [isAsking]);
  if (!isAsking) {
    return (
      <button
        class="button button-small"
        type="button"
        disabled={props.isBusy}
        onClick={() => setAsking(true)}
      >
        {props.children}
        <span class="visually-hidden"> {props.label}</span>
      </button>
    );
  }
  const decide = (isSure: boolean): void => {
    setAsking(false);
    if (isSure) props.onConfirm();
  };
  return (
    <fieldset class="row">
      <legend class="visually-hidden">{`${props.children} ${props.label}`}</legend>
      <button ref={sure} class="button button-small button-bad" type="button" onClick={() => decide(true)}>
        {props.confirm}
      </button>
      <button class="button button-small button-quiet" type="button" onClick={() => decide(false)}>
        Keep
      </button>
    </fieldset>
  );
}
