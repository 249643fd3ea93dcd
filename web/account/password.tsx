import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { keepSession } from '../api/session.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { minPasswordLength } from './min-password-length.ts';

/** Changes one's password, which ends every other session. */
export function Password({ onChange }: { readonly onChange: () => void }): JSX.Element {
  return (
    <section class="card" aria-label="Password">
      <div class="card-head">
        <h2>Password</h2>
      </div>
      <PasswordForm onChange={onChange} />
    </section>
  );
}

function PasswordForm({ onChange }: { readonly onChange: () => void }): JSX.Element {
  const action = useAction();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [isDone, setDone] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    setDone(false);
    action.run(async () => {
      const { token, user } = await call('changePassword', {
        body: { current_password: present, new_password: next },
      });
      keepSession({ token, username: user.username });
      setPresent('');
      setNext('');
      setDone(true);
      onChange();
    });
  };
  return (
    <form class="entry-form" onSubmit={submit}>
      <Secret label="Current password" autocomplete="current-password" value={present} onValue={setPresent} />
      <Secret
        label={`New password, at least ${minPasswordLength} characters`}
        autocomplete="new-password"
        value={next}
        onValue={setNext}
      />
      <Problem error={action.error} />
      <p class="small muted" role="status">
        {isDone ? 'Changed. Your other sessions have ended.' : ''}
      </p>
      <button class="button" type="submit" disabled={action.isBusy || next.length < minPasswordLength}>
        {action.isBusy ? 'Changing…' : 'Change the password'}
      </button>
    </form>
  );
}

function Secret(props: {
  readonly label: string;
  readonly autocomplete: 'current-password' | 'new-password';
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        class="input"
        type="password"
        required
        maxLength={1_024}
        autocomplete={props.autocomplete}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </label>
  );
}
