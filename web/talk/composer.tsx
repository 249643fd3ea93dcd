import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const maxCharacters = 8_000;

/** Where one writes what one wants. Enter sends, Shift+Enter makes a line. */
export function Composer(props: {
  readonly text: string;
  readonly placeholder: string;
  readonly isBusy: boolean;
  readonly onText: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    props.onSend();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    props.onSend();
    field.current?.focus();
  };
  return (
    <form class="composer" onSubmit={submit}>
      <label class="visually-hidden" for="composer">
        Message
      </label>
      <textarea
        id="composer"
        ref={field}
        rows={1}
        maxLength={maxCharacters}
        placeholder={props.placeholder}
        value={props.text}
        onInput={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {props.isBusy ? (
        <button class="button" type="button" onClick={props.onStop}>
          Stop
        </button>
      ) : (
        <button class="button button-main" type="submit" disabled={props.text.trim() === ''}>
          Send
        </button>
      )}
    </form>
  );
}
