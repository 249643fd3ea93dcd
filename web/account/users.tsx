import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AccountView, UserChange } from '../../core/wire/access.ts';
import type { Role } from '../../core/wire/http.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { SecretBox } from './secret-box.tsx';

/** Everybody who may sign in, for admins: who is what, who is kept out, and who comes in new. */
export function Users({ ownId }: { readonly ownId: string }): JSX.Element {
  const users = useLoad('users', (signal) => call('listUsers', { signal }));
  const action = useAction();
  const change = (user: AccountView, body: UserChange): void =>
    action.run(async () => {
      await call('changeUser', { params: { user_id: user.id }, body });
      users.reload();
    });
  return (
    <section class="card" aria-label="Users">
      <div class="card-head">
        <h2>Users</h2>
        <span class="small muted">Only admins see this</span>
      </div>
      <Problem error={users.error ?? action.error} onRetry={users.reload} />
      <ul class="entries">
        {users.data?.users.map((user) => (
          <UserEntry
            key={user.id}
            user={user}
            isOwn={user.id === ownId}
            isBusy={action.isBusy}
            onChange={(body) => change(user, body)}
          />
        ))}
      </ul>
      <NewUser onMade={users.reload} />
    </section>
  );
}

function UserEntry(props: {
  readonly user: AccountView;
  readonly isOwn: boolean;
  readonly isBusy: boolean;
  readonly onChange: (change: UserChange) => void;
}): JSX.Element {
  const { user, isOwn, onChange } = props;
  return (
    <li>
      <span class="entry-words">
        <strong>{user.username}</strong>
        <span class="small muted">
          signs in {user.sign_in === 'oidc' ? 'through your identity provider' : 'with a password'}
          {isOwn && ', this is you'}
        </span>
      </span>
      {user.is_disabled && <span class="badge badge-bad">Disabled</span>}
      <select
        class="input input-small input-fit"
        aria-label={`Role of ${user.username}`}
        value={user.role}
        disabled={props.isBusy || isOwn}
        onChange={(event) => onChange({ role: roleOf(event.currentTarget.value) })}
      >
        <option value="member">Member</option>
        <option value="admin">Admin</option>
      </select>
      {!isOwn && (
        <ConfirmButton
          confirm={user.is_disabled ? 'Yes, enable' : 'Disable and sign out'}
          label={user.username}
          isBusy={props.isBusy}
          onConfirm={() => onChange({ is_disabled: !user.is_disabled })}
        >
          {user.is_disabled ? 'Enable' : 'Disable'}
        </ConfirmButton>
      )}
    </li>
  );
}

const roleOf = (text: string): Role => (text === 'admin' ? 'admin' : 'member');

function NewUser({ onMade }: { readonly onMade: () => void }): JSX.Element {
  const action = useAction();
  const [username, setUsername] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [made, setMade] = useState<{ readonly name: string; readonly password: string }>();
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      const { user, password } = await call('makeUser', { body: { username: username.trim(), role } });
      if (password !== undefined) setMade({ name: user.username, password });
      setUsername('');
      onMade();
    });
  };
  return (
    <>
      <form class="entry-form" onSubmit={submit}>
        <NewName value={username} onValue={setUsername} />
        <label class="field">
          <span>Role</span>
          <select class="input" value={role} onChange={(event) => setRole(roleOf(event.currentTarget.value))}>
            <option value="member">Member: own missions and apps</option>
            <option value="admin">Admin: users too</option>
          </select>
        </label>
        <Problem error={action.error} />
        <button class="button" type="submit" disabled={action.isBusy || username.trim() === ''}>
          {action.isBusy ? 'Adding…' : 'Add the user'}
        </button>
      </form>
      {made !== undefined && <SecretBox what={`The first password of ${made.name}`} secret={made.password} />}
    </>
  );
}

function NewName(props: { readonly value: string; readonly onValue: (name: string) => void }): JSX.Element {
  return (
    <label class="field">
      <span>Name of the new user</span>
      <input
        class="input"
        required
        maxLength={63}
        pattern="[a-z0-9][a-z0-9._\-]*"
        title="Lower-case letters, digits, dots, hyphens and underscores"
        autocapitalize="none"
        spellcheck={false}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </label>
  );
}
