import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { keepSession } from '../api/session.ts';
import { signOut } from '../api/sign-out.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useSession } from '../shell/use-session.ts';

/** Who the reference calls routes as: this browser's session, or a small form to begin one. */
export function DocsSession(): JSX.Element {
  const session = useSession();
  if (session !== undefined) {
    return (
      <p class="row small">
        <span>
          Routes are called as <strong>{session.username}</strong>.
        </span>
        <button class="button button-small" type="button" onClick={signOut}>
          Sign out
        </button>
      </p>
    );
  }
  return <SignInForm />;
}

function SignInForm(): JSX.Element {
  const action = useAction();
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      const { token, user } = await call('signIn', { body: { username: username.trim(), password } });
      keepSession({ token, username: user.username });
    });
  };
  return (
    <form class="row docs-session" onSubmit={submit}>
      <input
        aria-label="User name"
        class="input input-small input-fit"
        autocomplete="username"
        autocapitalize="none"
        required
        value={username}
        onInput={(event) => setUsername(event.currentTarget.value)}
      />
      <input
        aria-label="Password"
        class="input input-small input-fit"
        type="password"
        placeholder="Password"
        autocomplete="current-password"
        required
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <button class="button button-small" type="submit" disabled={action.isBusy}>
        {action.isBusy ? 'Signing in…' : 'Sign in to try routes'}
      </button>
      <Problem error={action.error} />
    </form>
  );
}
