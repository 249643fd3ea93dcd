import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { formatDuration } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useSession } from '../shell/use-session.ts';
import { exampleOf } from './example-of.ts';
import type { Operation, Parameter } from './open-api.ts';
import type { Answer } from './send-try.ts';
import { curlOf, sendTry } from './send-try.ts';

/** A form that calls the route for real and shows what came back. */
export function TryIt({ operation }: { readonly operation: Operation }): JSX.Element {
  const session = useSession();
  const action = useAction();
  const sending = useRef<AbortController>(undefined);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [body, setBody] = useState(() => bodyOf(operation));
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => () => sending.current?.abort(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    const abort = new AbortController();
    sending.current = abort;
    setAnswer(undefined);
    action.run(async () => setAnswer(await sendTry(operation, { values, body }, abort.signal)));
  };
  const needsSession = !operation.isPublic && session === undefined;
  return (
    <form class="try" onSubmit={submit}>
      {operation.parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          id={`${operation.id}-${parameter.name}`}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          onValue={(value) => setValues({ ...values, [parameter.name]: value })}
        />
      ))}
      {bodyOf(operation) !== '' && <BodyField value={body} onValue={setBody} />}
      {needsSession && <p class="small muted">Sign in above to call this one.</p>}
      <TryButtons
        isBusy={action.isBusy}
        isRefused={needsSession}
        curl={curlOf(operation, { values, body }, location.origin)}
        onStop={() => sending.current?.abort()}
      />
      <Problem error={action.error} />
      <div aria-live="polite">{answer !== undefined && <AnswerView answer={answer} />}</div>
    </form>
  );
}

function BodyField(props: {
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>Body</span>
      <textarea
        class="input code-input"
        spellcheck={false}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </label>
  );
}

function TryButtons(props: {
  readonly isBusy: boolean;
  readonly isRefused: boolean;
  readonly curl: string;
  readonly onStop: () => void;
}): JSX.Element {
  return (
    <div class="row">
      <button class="button button-main" type="submit" disabled={props.isBusy || props.isRefused}>
        {props.isBusy ? 'Calling…' : 'Call it'}
      </button>
      {props.isBusy && (
        <button class="button" type="button" onClick={props.onStop}>
          Stop
        </button>
      )}
      <CopyButton text={props.curl} label="command">
        Copy as curl
      </CopyButton>
    </div>
  );
}

function bodyOf({ contents }: Operation): string {
  const body = contents.find(({ label }) => label === 'Body');
  return body === undefined ? '' : JSON.stringify(exampleOf(body.schema), null, 2);
}

function ParameterField(props: {
  readonly id: string;
  readonly parameter: Parameter;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  const { name, place, isRequired } = props.parameter;
  return (
    <div class="try-parameter">
      <label for={props.id}>
        <code>{name}</code> <span class="muted">{place}</span>
      </label>
      <input
        id={props.id}
        class="input input-small"
        required={isRequired}
        spellcheck={false}
        autocapitalize="none"
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </div>
  );
}

/** More of an answer than this would make the page slow. */
const maxShown = 100_000;

function AnswerView({ answer }: { readonly answer: Answer }): JSX.Element {
  const shown = visibleText(answer.text.slice(0, maxShown));
  return (
    <section class="answer" aria-label="Answer">
      <p class="row small">
        <span class={`badge badge-${answer.isGood ? 'good' : 'bad'}`}>{answer.status}</span>
        <span class="muted">{formatDuration(answer.ms)}</span>
      </p>
      <dl class="answer-headers">
        {answer.headers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {answer.text !== '' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it
        <pre class="code-block" tabIndex={0}>
          {shown}
          {answer.text.length > maxShown && '\n…'}
        </pre>
      )}
    </section>
  );
}
