import './sign-in.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { hasExpired, keepSession } from '../api/session.ts';
import { Mark } from './mark.tsx';
import { OtherSignIn } from './other-sign-in.tsx';
import { Problem } from './problem.tsx';
import { useAction } from './use-action.ts';
import { useFirstFocus } from './use-first-focus.ts';
import { useLoad } from './use-load.ts';

/** Asks who it is; `purpose` says what for. Starting the session is all that it does: whoever shows it goes on by itself. */
export function SignIn({ purpose }: { readonly purpose: string }): JSX.Element {
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const action = useAction();
  const health = useLoad('health', (signal) => call('health', { signal }));
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      const { token, user } = await call('signIn', { body: { username: username.trim(), password } });
      keepSession({ token, username: user.username });
    });
  };
  return (
    <main class="sign-in">
      <form class="sign-in-form" onSubmit={submit}>
        <div class="sign-in-head">
          <Mark />
          <h1>Sign in to Gantry</h1>
          <p class="muted">
            {hasExpired() ? 'Your session has ended. Sign in again to continue where you left off.' : purpose}
          </p>
        </div>
        <NameField value={username} onValue={setUsername} />
        <PasswordField value={password} onValue={setPassword} />
        <Problem error={action.error} />
        <button class="button button-main button-large" type="submit" disabled={action.isBusy}>
          {action.isBusy ? 'Signing in…' : 'Sign in'}
        </button>
        <OtherSignIn />
        {health.data?.world === 'local' && (
          <p class="small muted">
            Your first password was printed in the terminal when Gantry first started, unless
            GANTRY_ADMIN_PASSWORD had set it.
          </p>
        )}
        <Problem error={health.error} onRetry={health.reload} />
      </form>
    </main>
  );
}

interface FieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function NameField({ value, onValue }: FieldProps): JSX.Element {
  return (
    <label class="field">
      <span>User name</span>
      <input
        class="input"
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

function PasswordField({ value, onValue }: FieldProps): JSX.Element {
  const field = useFirstFocus<HTMLInputElement>();
  return (
    <label class="field">
      <span>Password</span>
      <input
        ref={field}
        class="input"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}
