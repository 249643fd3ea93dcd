import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** A button that asks once more before it does what cannot be done unseen; `label` says what, for a screen reader too. */
export function ConfirmButton(props: {
  readonly children: string;
  readonly confirm: string;
  readonly label: string;
  readonly isBusy: boolean;
  /** In place of a small button's. */
  readonly class?: string;
  readonly onConfirm: () => void;
}): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // The button that had the focus has just gone.
  useEffect(() => {
    if (isAsking || wasAsking.current) first.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const decide = (isSure: boolean): void => {
    setAsking(false);
    if (isSure) props.onConfirm();
  };
  if (isAsking) return <Asking {...props} sure={first} onDecide={decide} />;
  return (
    <button
      ref={first}
      class={`button ${props.class ?? 'button-small'}`}
      type="button"
      disabled={props.isBusy}
      onClick={() => setAsking(true)}
    >
      {props.children}
      <span class="visually-hidden"> {props.label}</span>
    </button>
  );
}

function Asking(props: {
  readonly children: string;
  readonly confirm: string;
  readonly label: string;
  readonly sure: RefObject<HTMLButtonElement | null>;
  readonly onDecide: (isSure: boolean) => void;
}): JSX.Element {
  const { sure, onDecide } = props;
  return (
    <fieldset class="row" onKeyDown={(event) => event.key === 'Escape' && onDecide(false)}>
      <legend class="visually-hidden">{`${props.children} ${props.label}`}</legend>
      <button ref={sure} class="button button-small button-bad" type="button" onClick={() => onDecide(true)}>
        {props.confirm}
      </button>
      <button class="button button-small button-quiet" type="button" onClick={() => onDecide(false)}>
        Keep
      </button>
    </fieldset>
  );
}
