import type { JSX } from 'preact';
import { useFirstFocus } from '../shell/use-first-focus.ts';
import { maxSpokenLength } from './max-spoken-length.ts';
import type { Dictation } from './use-dictation.ts';
import { useDictation } from './use-dictation.ts';
import type { SpokenAnswers } from './use-spoken-answers.ts';

/** Where one writes, or says, what one wants. Enter sends, Shift+Enter makes a line; what was said is sent only when its speaker says so. */
export function Composer(props: {
  readonly text: string;
  readonly placeholder: string;
  readonly isBusy: boolean;
  /** Whether writing is what one comes for; on a phone it opens the keyboard. */
  readonly takesFocus?: boolean;
  readonly spoken: SpokenAnswers;
  readonly onText: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}): JSX.Element {
  const field = useFirstFocus<HTMLTextAreaElement>(props.takesFocus ?? true);
  const dictation = useDictation(props.text, props.onText);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (dictation.isListening) dictation.toggle();
    props.onSend();
    field.current?.focus();
  };
  return (
    <form class="composer-form" onSubmit={submit}>
      <div class="composer">
        <textarea
          ref={field}
          aria-label="Message"
          rows={1}
          maxLength={maxSpokenLength}
          placeholder={dictation.isListening ? 'Listening…' : props.placeholder}
          value={props.text}
          onInput={(event) => props.onText(event.currentTarget.value)}
          onKeyDown={(event) => isSending(event) && submit(event)}
        />
        {dictation.isPossible && (
          <Microphone dictation={dictation} onStopped={() => field.current?.focus()} />
        )}
        <SendButton isBusy={props.isBusy} isEmpty={props.text.trim() === ''} onStop={props.onStop} />
      </div>
      <VoiceLine dictation={dictation} spoken={props.spoken} />
    </form>
  );
}

const isSending = ({ key, shiftKey, isComposing }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && !isComposing;

function SendButton(props: {
  readonly isBusy: boolean;
  readonly isEmpty: boolean;
  readonly onStop: () => void;
}): JSX.Element {
  return props.isBusy ? (
    <button class="button" type="button" onClick={props.onStop}>
      Stop
    </button>
  ) : (
    <button class="button button-main" type="submit" disabled={props.isEmpty}>
      Send
    </button>
  );
}

function Microphone(props: { readonly dictation: Dictation; readonly onStopped: () => void }): JSX.Element {
  const { isListening, toggle } = props.dictation;
  return (
    <button
      class={`button microphone ${isListening ? 'microphone-on' : ''}`}
      type="button"
      aria-pressed={isListening}
      aria-label="Speak"
      title={isListening ? 'Stop listening' : 'Speak instead of typing'}
      onClick={() => {
        toggle();
        if (isListening) props.onStopped();
      }}
    >
      <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
        <rect x="7.2" y="2.5" width="5.6" height="9.5" rx="2.8" />
        <path d="M4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5" stroke-linecap="round" />
      </svg>
    </button>
  );
}

/** What the microphone is doing or why there is none, and the switch for spoken answers. */
function VoiceLine(props: { readonly dictation: Dictation; readonly spoken: SpokenAnswers }): JSX.Element {
  const { dictation, spoken } = props;
  return (
    <div class="row small muted voice-line">
      <span role="status">{voiceWords(dictation)}</span>
      {spoken.isPossible && (
        <label class="row push switch">
          <input type="checkbox" checked={spoken.isOn} onChange={spoken.toggle} />
          Speak the answers
        </label>
      )}
    </div>
  );
}

function voiceWords({ isPossible, isListening, problem }: Dictation): string {
  if (!isPossible) return 'No microphone here: this browser does not recognise speech.';
  if (isListening) return 'Listening. What you say is written above; correct it, then send.';
  return problem ?? '';
}
